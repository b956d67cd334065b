package rtgsim.arrivals;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.StreamSeeds.Purpose;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Population;
import rtgsim.scenario.Scenario;

/// Arrivals of the generator `per_agent`: a stream for each agent, flow and purpose, so that no draw depends on what another agent drew.
///
/// A tick goes through the agents in agent order and through the flows of each in the order of its list: the count, then the transactions. A listed agent's
/// flow without weights pays all others alike, those of a population too; a population's flow pays only inside the population.
///
/// Counts are drawn by [BlockCounts]; the states of all other streams lie in one column. A stream gets its state when it is first drawn from; until then its words are zero,
/// and it costs no hash.
public final class GeneratedArrivals implements ArrivalSource {

    /// The largest λ of one piece of a Poisson count.
    static final double PIECE = 16;

    /// The largest λ of a flow in a tick.
    static final double LAMBDA_MAX = 1e6;

    /// Of each flow, beside that of its counts, whose purpose is the first.
    private static final int STREAMS = Purpose.values().length - 1;

    private final Flows flows;
    private final StreamSeeds seeds;
    private final long[] states;
    private int nextTick;

    /// Of the agents of a population by position, 0 for the others.
    private final long[] sizeAt;

    private final BlockCounts counts;
    private final Xoshiro256PlusPlus amounts = new Xoshiro256PlusPlus();
    private final Xoshiro256PlusPlus receivers = new Xoshiro256PlusPlus();
    private final Xoshiro256PlusPlus deadlines = new Xoshiro256PlusPlus();
    private final Xoshiro256PlusPlus priorities = new Xoshiro256PlusPlus();

    /// @throws IllegalArgumentException if a flow cannot be drawn: its rate is too high, its weights leave nobody to pay, or its deadlines do not end
    public GeneratedArrivals(Scenario scenario, AgentOrder order) {
        flows =
                new Flows(
                        scenario,
                        order,
                        PIECE,
                        LAMBDA_MAX,
                        (sender, index, weights) -> weighted(order.ids().get(sender), index, weights));
        seeds = new StreamSeeds(scenario.simulation().rngSeed(), order.ids());
        sizeAt = new long[order.count()];
        addFlows(scenario, order);
        counts = new BlockCounts(flows, seeds);
        states = new long[Math.multiplyExact(flows.count(), STREAMS * Xoshiro256PlusPlus.WORDS)];
    }

    private void addFlows(Scenario scenario, AgentOrder order) {
        @Nullable Agent[] listed = new @Nullable Agent[order.count()];
        for (int i = 0; i < scenario.agents().size(); i++) listed[order.ofListed(i)] = scenario.agents().get(i);
        Population population = scenario.population();
        long[] sizes = population == null ? new long[0] : population.sizes();
        for (int k = 0; k < sizes.length; k++) sizeAt[order.ofPopulation(k)] = sizes[k];
        long total = Arrays.stream(sizes).sum();
        List<Flow> shared = population == null ? List.of() : population.arrivals();
        FlowDraw[] sharedDraws = flows.draws(shared);
        ReceiverDraw inside = ReceiverDraw.bySize(sizeAt);
        ReceiverDraw others = ReceiverDraw.allOthers(order.count());

        for (int position = 0; position < order.count(); position++) {
            String id = order.ids().get(position);
            Agent agent = listed[position];
            if (agent == null) {
                for (int i = 0; i < shared.size(); i++) {
                    double rate = shared.get(i).ratePerTick() * sizeAt[position] / total;
                    flows.add(id, position, i, shared.get(i), rate, sharedDraws[i], inside, null);
                }
            } else {
                FlowDraw[] own = flows.draws(agent.arrivals());
                for (int i = 0; i < own.length; i++) {
                    Flow flow = agent.arrivals().get(i);
                    NavigableMap<Integer, Double> weights = weights(id, i, flow, order);
                    ReceiverDraw receiver = weights == null ? others : weighted(id, i, weights);
                    flows.add(id, position, i, flow, flow.ratePerTick(), own[i], receiver, weights);
                }
            }
        }
    }

    /// The weights of a flow by position in agent order, or null where it pays all others alike.
    static @Nullable NavigableMap<Integer, Double> weights(String id, int index, Flow flow, AgentOrder order) {
        if (flow.counterpartyWeights().isEmpty()) return null;
        NavigableMap<Integer, Double> weights = new TreeMap<>();
        flow.counterpartyWeights()
                .forEach((receiver, weight) -> {
                    refuseItself(id, index, receiver);
                    weights.put(order.of(receiver), weight);
                });
        return weights;
    }

    private static ReceiverDraw weighted(String id, int index, NavigableMap<Integer, Double> weights) {
        NavigableMap<Integer, Double> positive = new TreeMap<>(weights);
        positive.values().removeIf(weight -> weight == 0);
        double total = 0;
        for (double weight : weights.values()) total += weight;
        refuseTotal(id, index, total);
        return ReceiverDraw.byWeight(
                positive.keySet().stream().mapToInt(Integer::intValue).toArray(),
                positive.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    static void refuseItself(String id, int index, String receiver) {
        if (!receiver.equals(id)) return;
        throw new IllegalArgumentException(
                "agent '"
                        + id
                        + "', flow "
                        + index
                        + ": counterparty_weights must not name the agent itself, but it does; name other agents");
    }

    static void refuseTotal(String id, int index, double total) {
        if (total > 0 && total < Double.POSITIVE_INFINITY) return;
        throw new IllegalArgumentException(
                "agent '"
                        + id
                        + "', flow "
                        + index
                        + ": counterparty_weights must add up to a finite number greater than 0, but their sum is "
                        + total
                        + "; give at least one agent a weight, or leave the key out to pay all others alike");
    }

    /// What all of this is drawn from, for an engine that draws the same itself. Before the first tick; scheduled events change flows here alone.
    public FlowColumns columns() {
        return flows.columns(seeds, sizeAt);
    }

    @Override
    public void arrivals(int tick, ArrivalBatch batch) {
        flows.turnTo(tick);
        counts.turnTo(tick);
        nextTick = tick + 1;
        for (int i = 0; i < counts.flows(tick); i++) {
            drawTransactions(tick, counts.flow(tick, i), counts.count(tick, i), batch);
        }
    }

    @Override
    public void globalRate(double multiplier) {
        counts.endBefore(nextTick);
        flows.globalRate(multiplier);
    }

    @Override
    public void agentRate(int agent, double multiplier) {
        counts.endBefore(nextTick);
        flows.agentRate(agent, multiplier);
    }

    @Override
    public void counterpartyWeight(int agent, int counterparty, double weight) {
        flows.counterpartyWeight(agent, counterparty, weight);
    }

    @Override
    public void deadlineWindow(int agent, int offsetMin, int offsetMax) {
        flows.deadlineWindow(agent, offsetMin, offsetMax);
    }

    private void drawTransactions(int tick, int flow, int transactions, ArrivalBatch batch) {
        if (flows.drawsAmount(flow)) open(amounts, flow, Purpose.AMOUNT);
        open(receivers, flow, Purpose.RECEIVER);
        open(deadlines, flow, Purpose.DEADLINE);
        if (flows.drawsPriority(flow)) open(priorities, flow, Purpose.PRIORITY);
        flows.drawTransactions(tick, flow, transactions, amounts, receivers, deadlines, priorities, batch);
        if (flows.drawsAmount(flow)) close(amounts, flow, Purpose.AMOUNT);
        close(receivers, flow, Purpose.RECEIVER);
        close(deadlines, flow, Purpose.DEADLINE);
        if (flows.drawsPriority(flow)) close(priorities, flow, Purpose.PRIORITY);
    }

    /// Loads a stream, which gets its first state if it has none yet.
    private void open(Xoshiro256PlusPlus stream, int flow, Purpose purpose) {
        int at = placeOf(flow, purpose);
        if (stream.load(states, at)) return;
        seeds.seed(flows.sender(flow), flows.indexInAgent(flow), purpose, states, at);
        stream.load(states, at);
    }

    private void close(Xoshiro256PlusPlus stream, int flow, Purpose purpose) {
        stream.store(states, placeOf(flow, purpose));
    }

    /// The streams of one flow lie side by side: what has transactions draws from all of them.
    private static int placeOf(int flow, Purpose purpose) {
        return (flow * STREAMS + purpose.ordinal() - 1) * Xoshiro256PlusPlus.WORDS;
    }
}
