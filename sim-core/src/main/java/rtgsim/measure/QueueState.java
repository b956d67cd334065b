package rtgsim.measure;

import java.util.List;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Account;

/// The central queue at the point of a tick where offsetting begins, and what each agent could use there.
///
/// @param sinceTick the first tick in which it stood like this
/// @param accounts in agent order
/// @param queued in queue order
/// @param isCertain false where the log does not tell whether collateral moved before that point or after it; then it counts as moved before
public record QueueState(int sinceTick, List<Account> accounts, List<Queued> queued, boolean isCertain) {

    /// A transaction that waits.
    ///
    /// @param tx its number
    /// @param amount minor units
    public record Queued(int tx, String senderId, String receiverId, long amount, RtgsPriority rtgsPriority) {}

    public QueueState {
        accounts = List.copyOf(accounts);
        queued = List.copyOf(queued);
    }
}
