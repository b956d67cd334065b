package rtgsim.arrivals;

import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.Flow;

/// All that the generator `per_agent` draws from, as columns: a row for each flow of each agent, agents in agent order, the flows of one in the order of its list.
///
/// An agent's rate, the receivers and the streams are its own; what else a [Flow] says is in `draws`, which agents of a population share.
public final class FlowColumns {

    /// Of the run.
    public final long seed;

    /// The ids of the agents in UTF-8, one after the other: that of agent `i` is from `idFrom[i]` to `idFrom[i + 1]`.
    public final byte[] ids;

    public final int[] idFrom;

    /// Of the agents of a population by position, 0 for the others.
    public final long[] sizes;

    /// The columns of the flows; `draw` is a place in `draws`.
    public final int[] sender;

    public final int[] indexInAgent;
    public final double[] rate;
    public final int[] draw;
    public final List<Flow> draws;

    private final @Nullable NavigableMap<Integer, Double>[] weights;

    FlowColumns(
            StreamSeeds seeds,
            long[] sizes,
            int[] sender,
            int[] indexInAgent,
            double[] rate,
            int[] draw,
            List<Flow> draws,
            @Nullable NavigableMap<Integer, Double>[] weights) {
        seed = seeds.seed();
        ids = seeds.ids();
        idFrom = seeds.idFrom();
        this.sizes = sizes;
        this.sender = sender;
        this.indexInAgent = indexInAgent;
        this.rate = rate;
        this.draw = draw;
        this.draws = draws;
        this.weights = weights;
    }

    /// Whether a flow is one of a population, which pays others of the population by their size.
    public boolean paysBySize(int flow) {
        return sizes[sender[flow]] > 0;
    }

    /// Receivers of a flow by position with their weights, 0 among them; null where it pays by size or all others alike.
    public @Nullable NavigableMap<Integer, Double> weights(int flow) {
        return weights[flow];
    }
}
