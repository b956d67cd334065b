package rtgsim.store;

import org.jspecify.annotations.Nullable;

/// A transaction of a stored run: a row of its table `transactions`, in its order of columns, which is that of exports.
///
/// @param settledTick null unless settled
/// @param waitedTicks from arrival to settlement; of a part, from the arrival of its first ancestor; null unless settled
public record StoredTransaction(
        String txId,
        int arrivalTick,
        String senderId,
        String receiverId,
        long amount,
        int deadlineTick,
        int priority,
        TransactionStatus status,
        @Nullable Integer settledTick,
        @Nullable SettledBy settledBy,
        @Nullable Integer waitedTicks,
        @Nullable String parentTxId) {}
