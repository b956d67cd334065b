package rtgsim.store;

import java.util.List;

/// Some transactions of a filtered set.
///
/// @param total of the whole filtered set
/// @param earlier whether the set goes on before the first of these, in the order asked for
/// @param later whether it goes on after the last
public record TransactionPage(List<StoredTransaction> transactions, long total, boolean earlier, boolean later) {

    public TransactionPage {
        transactions = List.copyOf(transactions);
    }
}
