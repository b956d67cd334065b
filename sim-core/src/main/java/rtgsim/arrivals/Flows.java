package rtgsim.arrivals;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.RunHeader;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// All flows of a run as columns: agents in agent order, the flows of one agent in the order of its list.
///
///     flow   sender  indexInAgent  rate  draw  receiver  weights  offsetMin  offsetSpan │ of this tick: lambda  pieces  limit
///
/// Scheduled events change rates, weights and windows; each change replaces the earlier one of its kind. `weights` are those that a flow has now, null while it
/// pays all others alike.
///
/// A Poisson count is drawn in `pieces` of the generator's piece size and a rest, `limit` = exp(−rest). These are worked out only when a multiplier changes,
/// which gives the same bits as working them out each tick.
final class Flows {

    private final Simulation simulation;
    private final DeadlineRule deadlines;
    private final double piece;
    private final double pieceLimit;
    private final double lambdaMax;
    private final String generator;
    private final ReceiverRule receiverRule;
    private final HighestRates highestRates;
    private final int deadlineOffsetMax;

    private double globalRate = 1;
    private final double[] agentRate;
    private boolean ratesChanged;

    private int count;
    private int[] sender = new int[16];
    private int[] indexInAgent = new int[16];
    private double[] rate = new double[16];
    private FlowDraw[] draw = new FlowDraw[16];
    private ReceiverDraw[] receiver = new ReceiverDraw[16];
    private @Nullable NavigableMap<Integer, Double>[] weights = newMaps(16);
    private boolean[] weightsChanged = new boolean[16];
    private boolean anyWeightsChanged;
    private long[] offsetMin = new long[16];
    private long[] offsetSpan = new long[16];
    private double[] lambda = new double[16];
    private int[] pieces = new int[16];
    private final long[] amountsDrawn = new long[AmountDraw.BLOCK];
    private double[] limit = new double[16];

    /// Each of `draw` once.
    private FlowDraw[] distinct = new FlowDraw[0];

    private int nextTick;

    /// @param piece the largest λ that the generator draws in one piece
    /// @param lambdaMax the largest λ that it draws at all
    Flows(Scenario scenario, AgentOrder order, double piece, double lambdaMax, ReceiverRule receiverRule) {
        simulation = scenario.simulation();
        this.receiverRule = receiverRule;
        highestRates = new HighestRates(scenario);
        deadlineOffsetMax = highestRates.deadlineOffsetMax();
        agentRate = new double[order.count()];
        Arrays.fill(agentRate, 1);
        deadlines = new DeadlineRule(simulation);
        this.piece = piece;
        pieceLimit = StrictMath.exp(-piece);
        this.lambdaMax = lambdaMax;
        generator = simulation.rng().name().toLowerCase(Locale.ROOT);
    }

    /// The draws of a list of flows, for [#add]. Agents with the same list share them.
    FlowDraw[] draws(List<Flow> flows) {
        int old = distinct.length;
        distinct = Arrays.copyOf(distinct, old + flows.size());
        for (int i = 0; i < flows.size(); i++) distinct[old + i] = new FlowDraw(flows.get(i), old + i);
        return Arrays.copyOfRange(distinct, old, distinct.length);
    }

    /// Appends a row.
    ///
    /// @param id of the sender, for what is refused
    /// @param ratePerTick of this sender alone
    void add(
            String id,
            int senderIndex,
            int index,
            Flow flow,
            double ratePerTick,
            FlowDraw flowDraw,
            ReceiverDraw receivers,
            @Nullable NavigableMap<Integer, Double> weightsNow) {
        String where = "agent '" + id + "', flow " + index + ": ";
        refuseRate(where, flow, ratePerTick, highestRates.of(id));
        refuseDeadlines(where, flow);
        if (count == sender.length) grow();
        sender[count] = senderIndex;
        indexInAgent[count] = index;
        rate[count] = ratePerTick;
        draw[count] = flowDraw;
        receiver[count] = receivers;
        weights[count] = weightsNow;
        setWindow(count, flow.deadlineOffsetMin(), flow.deadlineOffsetMax());
        count++;
    }

    /// Multiplies the λ of all flows.
    void globalRate(double multiplier) {
        globalRate = multiplier;
        ratesChanged = true;
    }

    /// Multiplies the λ of an agent's flows.
    void agentRate(int agent, double multiplier) {
        agentRate[agent] = multiplier;
        ratesChanged = true;
    }

    /// Gives a receiver a weight in all flows of an agent. Within a tick the last weight may go before the next one comes, so sums are looked at only when the
    /// flow is next drawn from.
    void counterpartyWeight(int agent, int counterparty, double weight) {
        for (int flow = 0; flow < count; flow++) {
            if (sender[flow] != agent) continue;
            NavigableMap<Integer, Double> now = weights[flow];
            if (now == null) {
                now = new TreeMap<>();
                for (int other = 0; other < agentRate.length; other++) if (other != agent) now.put(other, 1.0);
                weights[flow] = now;
            }
            now.put(counterparty, weight);
            weightsChanged[flow] = true;
            anyWeightsChanged = true;
        }
    }

    /// Sets the deadlines of an agent's flows, or of all.
    void deadlineWindow(int agent, int min, int max) {
        for (int flow = 0; flow < count; flow++) {
            if (agent == RunHeader.NO_AGENT || sender[flow] == agent) setWindow(flow, min, max);
        }
    }

    private void setWindow(int flow, int min, int max) {
        offsetMin[flow] = min;
        offsetSpan[flow] = (long) max - min + 1;
    }

    private void refuseRate(String where, Flow flow, double ratePerTick, double highestFactor) {
        double highest = flow.profile().containsKey(0) ? 0 : 1;
        for (double multiplier : flow.profile().headMap(simulation.ticksPerDay()).values()) {
            highest = Math.max(highest, multiplier);
        }
        if (ratePerTick * highest * highestFactor <= lambdaMax) return;
        throw new IllegalArgumentException(
                where
                        + generator
                        + " draws at most "
                        + lambdaMax
                        + " expected transactions a tick, but the rate "
                        + ratePerTick
                        + " × the profile's "
                        + highest
                        + (highestFactor == 1 ? "" : " × scheduled multipliers of up to " + highestFactor)
                        + " is "
                        + ratePerTick * highest * highestFactor
                        + "; lower one of them, or divide the flow into several");
    }

    private void refuseDeadlines(String where, Flow flow) {
        if (simulation.deadlineCap() != Simulation.DeadlineCap.NONE) return;
        int offsetMax = Math.max(flow.deadlineOffsetMax(), deadlineOffsetMax);
        long latest = simulation.totalTicks() - 1L + offsetMax;
        if (latest <= Integer.MAX_VALUE) return;
        throw new IllegalArgumentException(
                where
                        + "a deadline may be at most tick "
                        + Integer.MAX_VALUE
                        + ", but one of the run's last tick could be "
                        + latest
                        + "; lower the deadline_range, which ends at "
                        + offsetMax
                        + ", or set a deadline_cap");
    }

    private void grow() {
        int length = sender.length * 2;
        sender = Arrays.copyOf(sender, length);
        indexInAgent = Arrays.copyOf(indexInAgent, length);
        rate = Arrays.copyOf(rate, length);
        draw = Arrays.copyOf(draw, length);
        receiver = Arrays.copyOf(receiver, length);
        weights = Arrays.copyOf(weights, length);
        weightsChanged = Arrays.copyOf(weightsChanged, length);
        offsetMin = Arrays.copyOf(offsetMin, length);
        offsetSpan = Arrays.copyOf(offsetSpan, length);
        lambda = Arrays.copyOf(lambda, length);
        pieces = Arrays.copyOf(pieces, length);
        limit = Arrays.copyOf(limit, length);
    }

    int count() {
        return count;
    }

    /// The columns of all flows, as they were added.
    FlowColumns columns(StreamSeeds seeds, long[] sizes) {
        int[] drawOf = new int[count];
        for (int flow = 0; flow < count; flow++) drawOf[flow] = draw[flow].place;
        return new FlowColumns(
                seeds,
                sizes,
                Arrays.copyOf(sender, count),
                Arrays.copyOf(indexInAgent, count),
                Arrays.copyOf(rate, count),
                drawOf,
                Arrays.stream(distinct).map(each -> each.flow).toList(),
                Arrays.copyOf(weights, count));
    }

    int sender(int flow) {
        return sender[flow];
    }

    int indexInAgent(int flow) {
        return indexInAgent[flow];
    }

    boolean drawsAmount(int flow) {
        return draw[flow].drawsAmount;
    }

    boolean drawsPriority(int flow) {
        return draw[flow].drawsPriority;
    }

    /// Moves on to the next tick.
    void turnTo(int tick) {
        if (tick != nextTick) {
            throw new IllegalStateException(
                    "ticks are asked for once each, ascending: expected tick " + nextTick + ", but it is " + tick);
        }
        nextTick++;
        if (anyWeightsChanged) renewReceivers();
        int tickOfDay = tick % simulation.ticksPerDay();
        boolean anyChanged = false;
        for (FlowDraw each : distinct) anyChanged |= each.turnTo(tickOfDay);
        if (!anyChanged && !ratesChanged) return;
        for (int flow = 0; flow < count; flow++) {
            if (!ratesChanged && !draw[flow].multiplierChanged()) continue;
            setLambda(flow, rate[flow] * draw[flow].multiplier() * globalRate * agentRate[sender[flow]]);
        }
        ratesChanged = false;
    }

    private void renewReceivers() {
        for (int flow = 0; flow < count; flow++) {
            NavigableMap<Integer, Double> now = weights[flow];
            if (!weightsChanged[flow] || now == null) continue;
            receiver[flow] = receiverRule.weighted(sender[flow], indexInAgent[flow], now);
            weightsChanged[flow] = false;
        }
        anyWeightsChanged = false;
    }

    private void setLambda(int flow, double value) {
        double rest = value;
        int whole = 0;
        while (rest > piece) {
            rest -= piece;
            whole++;
        }
        lambda[flow] = value;
        pieces[flow] = whole;
        limit[flow] = StrictMath.exp(-rest);
    }

    /// Whether a flow draws a count in this tick: one of λ = 0 draws nothing.
    boolean drawsCount(int flow) {
        return lambda[flow] > 0;
    }

    /// How many ticks, this one among them, pass until a day ends or a profile has a step: until then rates stay as they are if nobody changes them.
    int steadyTicks(int tick) {
        int tickOfDay = tick % simulation.ticksPerDay();
        int next = simulation.ticksPerDay();
        for (FlowDraw each : distinct) next = Math.min(next, each.nextStep());
        return next - tickOfDay;
    }

    /// Draws counts of a flow as long as they are 0, for at most so many ticks. One of several pieces is seldom 0 and is not tried.
    ///
    /// @return how many it drew
    int drawZeros(int flow, Xoshiro256PlusPlus source, int ticks) {
        return pieces[flow] > 0 ? 0 : source.zeros(limit[flow], ticks);
    }

    /// How many transactions a flow has in this tick.
    int drawCount(int flow, RandomSource source) {
        int transactions = 0;
        for (int i = pieces[flow]; i > 0; i--) transactions += source.poisson(pieceLimit);
        return transactions + source.poisson(limit[flow]);
    }

    /// Appends so many transactions of a flow to `batch`. The sources may all be one and the same: then draws are made in the order of the parameters,
    /// transaction by transaction.
    void drawTransactions(
            int tick,
            int flow,
            int transactions,
            RandomSource amounts,
            RandomSource receivers,
            RandomSource offsets,
            RandomSource priorities,
            ArrivalBatch batch) {
        FlowDraw from = draw[flow];
        ReceiverDraw to = receiver[flow];
        int by = sender[flow];
        int block = amounts == receivers ? 1 : AmountDraw.BLOCK;
        for (int done = 0; done < transactions; done += block) {
            int count = Math.min(block, transactions - done);
            from.amount.draw(amounts, amountsDrawn, count);
            for (int i = 0; i < count; i++) {
                int receiverIndex = to.draw(receivers, by);
                int deadline = deadlines.capped(tick, tick + offsetMin[flow] + offsets.below(offsetSpan[flow]));
                int priority = from.priority.draw(priorities);
                batch.add(
                        by,
                        receiverIndex,
                        amountsDrawn[i],
                        deadline,
                        priority,
                        from.divisible,
                        ArrivalOrigin.GENERATED);
            }
        }
    }

    @SuppressWarnings("unchecked") // Java makes no arrays of parameterized types, and this one never leaves the class.
    private static @Nullable NavigableMap<Integer, Double>[] newMaps(int length) {
        return (@Nullable NavigableMap<Integer, Double>[]) new NavigableMap<?, ?>[length];
    }
}
