package rtgsim.store;

/// Who pays how much to whom in a transaction.
///
/// @param amount minor units
public record TransactionParties(String txId, String senderId, String receiverId, long amount) {}
