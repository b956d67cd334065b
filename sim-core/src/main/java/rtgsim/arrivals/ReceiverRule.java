package rtgsim.arrivals;

import java.util.NavigableMap;

/// How a generator draws receivers by weight.
@FunctionalInterface
interface ReceiverRule {

    /// @param sender position in agent order; `index` is that of the flow in its list, for what is refused
    /// @param weights by position in agent order
    ReceiverDraw weighted(int sender, int index, NavigableMap<Integer, Double> weights);
}
