package rtgsim.lsm;

import java.util.List;
import java.util.SequencedMap;

/// What one run of an offsetting algorithm settled of an [OffsettingCase].
///
/// @param settled positions in the case's list, from 1, ascending
/// @param closing balances afterwards, minor units, in agent order
/// @param value minor units settled
/// @param liquidityUsed minor units: what the net payers of all that settled paid net, together
public record OffsettingOutcome(
        List<Integer> settled, SequencedMap<String, Long> closing, long value, long liquidityUsed) {

    public OffsettingOutcome {
        settled = List.copyOf(settled);
    }

    /// How many transactions settled.
    public int count() {
        return settled.size();
    }
}
