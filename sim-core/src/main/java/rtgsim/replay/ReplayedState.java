package rtgsim.replay;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import rtgsim.event.QueueCause;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Limits;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// What a replayed run looks like at the end of a tick. Agents are their positions in agent order, amounts minor units.
///
/// Whoever is handed this may read it until the next tick begins.
public final class ReplayedState {

    /// Lowest first.
    static final List<RtgsPriority> RTGS_PRIORITIES = List.of(RtgsPriority.values());

    static final int MILLION = 1_000_000;

    private static final Comparator<Tx> BY_NUMBER = Comparator.comparingInt(tx -> tx.number);

    private static final Comparator<Tx> CENTRAL_ORDER =
            Comparator.<Tx, RtgsPriority>comparing(tx -> tx.rtgsPriority)
                    .reversed()
                    .thenComparingLong(tx -> tx.submitSeq);

    final Scenario scenario;
    final RunHeader header;
    final int agents;
    private final Map<String, Integer> positions = new HashMap<>();

    int tick = -1;

    final long[] opening;
    final long[] balance;
    private final long[] heldApart;
    private long centralBank;
    private final long[] unsecuredCap;
    private final long[] posted;
    private final long[] collateralValue;
    private final int[] haircut;
    private final long[] capacity;
    final long[] dailyAllocation;
    final long[] allocated;
    final long[] transferredIn;
    private final long[][] reservation;
    private final long[][] reservationLeft;
    private final boolean[] bindsAll;
    private final List<Map<Integer, Long>> bilateralLimit = new ArrayList<>();
    private final @Nullable Long[] multilateralLimit;
    private final Map<Long, Long> netSent = new HashMap<>();
    private final long[] netSentMultilateral;
    final Policy[] policy;
    private final List<List<ScheduledEvent.AgentOutage>> outages = new ArrayList<>();

    final List<Tx> txs = new ArrayList<>();
    private final List<TreeSet<Tx>> internal = new ArrayList<>();
    private final TreeSet<Tx> central = new TreeSet<>(CENTRAL_ORDER);
    private final List<TreeSet<Tx>> centralBySender = new ArrayList<>();
    private final List<SortedMap<Integer, SortedSet<Tx>>> centralByPair = new ArrayList<>();
    final List<Tx> droppedToday = new ArrayList<>();

    /// Whether receipts are held apart just now.
    boolean holdsReceiptsApart;

    private final List<String> stateHashes = new ArrayList<>();
    final ReplayedCosts costs;
    final ReplayedMeasures measures;

    ReplayedState(Scenario scenario, AgentOrder order, RunHeader header) {
        this.scenario = scenario;
        this.header = header;
        agents = order.count();
        opening = new long[agents];
        heldApart = new long[agents];
        unsecuredCap = new long[agents];
        posted = new long[agents];
        collateralValue = new long[agents];
        haircut = new int[agents];
        capacity = new long[agents];
        dailyAllocation = new long[agents];
        allocated = new long[agents];
        transferredIn = new long[agents];
        reservation = new long[agents][RTGS_PRIORITIES.size()];
        reservationLeft = new long[agents][RTGS_PRIORITIES.size()];
        bindsAll = new boolean[agents];
        multilateralLimit = new Long[agents];
        netSentMultilateral = new long[agents];
        policy = new Policy[agents];
        for (int agent = 0; agent < agents; agent++) {
            positions.put(order.ids().get(agent), agent);
            bilateralLimit.add(Map.of());
            outages.add(new ArrayList<>());
            internal.add(new TreeSet<>(BY_NUMBER));
            centralBySender.add(new TreeSet<>(CENTRAL_ORDER));
            centralByPair.add(new TreeMap<>());
        }
        for (int i = 0; i < scenario.agents().size(); i++) listed(order.ofListed(i), scenario.agents().get(i));
        Population population = scenario.population();
        if (population != null) {
            long[] sizes = population.sizes();
            long[] balances = Population.shares(population.openingBalanceTotal(), sizes);
            long[] caps = Population.shares(population.unsecuredCapTotal(), sizes);
            for (int k = 0; k < population.count(); k++) {
                int agent = order.ofPopulation(k);
                opening[agent] = balances[k];
                unsecuredCap[agent] = caps[k];
                capacity[agent] = Math.multiplyExact(10, caps[k]);
                policy[agent] = population.policy();
            }
        }
        for (ScheduledEvent event : scenario.scheduled()) {
            if (event instanceof ScheduledEvent.AgentOutage outage) outages.get(agent(outage.agent())).add(outage);
        }
        balance = opening.clone();
        for (long amount : opening) centralBank = Math.subtractExact(centralBank, amount);
        costs = new ReplayedCosts(this);
        measures = new ReplayedMeasures(this);
    }

    private void listed(int agent, Agent from) {
        opening[agent] = from.openingBalance();
        unsecuredCap[agent] = from.unsecuredCap();
        haircut[agent] = millionths(from.collateralHaircut());
        capacity[agent] = from.maxCollateralCapacity();
        setPosted(agent, from.postedCollateral());
        dailyAllocation[agent] = floorShare(from.liquidityPool(), millionths(from.allocationFraction()));
        reservation[agent][RtgsPriority.HIGHLY_URGENT.ordinal()] = from.reservations().highlyUrgent();
        reservation[agent][RtgsPriority.URGENT.ordinal()] = from.reservations().urgent();
        Map<Integer, Long> limits = new TreeMap<>();
        from.limits().bilateral().forEach((receiver, limit) -> limits.put(agent(receiver), limit));
        bilateralLimit.set(agent, limits);
        multilateralLimit[agent] = from.limits().multilateral();
        bindsAll[agent] = from.limits().bind() == Limits.Bind.ALL;
        policy[agent] = from.policy();
    }

    private static int millionths(BigDecimal share) {
        return share.movePointRight(6).intValueExact();
    }

    private static long floorShare(long amount, int millionths) {
        return BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(millionths))
                .divide(BigInteger.valueOf(MILLION))
                .longValueExact();
    }

    // What anyone may ask.

    /// The tick at whose end this is.
    public int tick() {
        return tick;
    }

    /// The position of an agent.
    public int agent(String id) {
        Integer position = positions.get(id);
        if (position == null) throw new IllegalArgumentException("no agent is called '" + id + "'");
        return position;
    }

    boolean hasAgent(String id) {
        return positions.containsKey(id);
    }

    public long balance(int agent) {
        return balance[agent];
    }

    /// Receipts that are not usable yet. At the end of a tick there are none.
    public long heldApart(int agent) {
        return heldApart[agent];
    }

    public long centralBankBalance() {
        return centralBank;
    }

    public long creditLine(int agent) {
        return Math.addExact(unsecuredCap[agent], collateralValue[agent]);
    }

    /// The part of the credit line that no collateral stands behind.
    public long unsecuredCap(int agent) {
        return unsecuredCap[agent];
    }

    public long postedCollateral(int agent) {
        return posted[agent];
    }

    public long allocatedPool(int agent) {
        return allocated[agent];
    }

    /// What is left today of the reservation for a class above `normal`.
    public long reservationLeft(int agent, RtgsPriority priority) {
        return reservationLeft[agent][priority.ordinal()];
    }

    /// What counts as sent today from an agent to another, less all it received from it.
    public long netSent(int agent, int other) {
        return netSent.getOrDefault(pair(agent, other), 0L);
    }

    /// What counts as sent today to all that the multilateral limit is against, less what was received from them.
    public long netSentMultilateral(int agent) {
        return netSentMultilateral[agent];
    }

    /// The transactions in an agent's internal queue, in queue order.
    public List<String> internalQueue(int agent) {
        return ids(internalOrder(agent));
    }

    /// The transactions in the central queue, in queue order.
    public List<String> centralQueue() {
        return ids(central);
    }

    /// What the tick cost an agent, its close included.
    public ReplayedCosts.Cost costOfTick(int agent) {
        return costs.ofTick(agent);
    }

    /// The hash of the state at the end of each day so far, by day, in lower-case hex.
    public List<String> stateHashes() {
        return List.copyOf(stateHashes);
    }

    /// The measures of the ticks so far, by name, in the order of the rule book; each a `Long` or a `Double`.
    public Map<String, Number> measures() {
        return measures.byName();
    }

    private static List<String> ids(Collection<Tx> txs) {
        return txs.stream().map(tx -> tx.id).toList();
    }

    // What the rules ask.

    String id(int agent) {
        return header.agentId(agent);
    }

    int day() {
        return tick / header.ticksPerDay();
    }

    int endOfDay() {
        return Math.multiplyExact(day() + 1, header.ticksPerDay());
    }

    boolean firstOfDay() {
        return tick % header.ticksPerDay() == 0;
    }

    boolean lastOfDay() {
        return tick % header.ticksPerDay() == header.ticksPerDay() - 1;
    }

    boolean isOut(int agent) {
        for (ScheduledEvent.AgentOutage outage : outages.get(agent)) {
            if (tick >= outage.from() && tick < outage.until()) return true;
        }
        return false;
    }

    boolean decidesByTree(int agent) {
        return policy[agent] instanceof Policy.Tree;
    }

    /// Balance and credit line, less what is reserved for higher classes.
    long available(int agent, RtgsPriority priority) {
        long left = Math.addExact(balance[agent], creditLine(agent));
        for (RtgsPriority higher : RTGS_PRIORITIES) {
            if (higher.compareTo(priority) > 0)
                left = Math.subtractExact(left, reservationLeft[agent][higher.ordinal()]);
        }
        return left;
    }

    Map<Integer, Long> bilateralLimits(int agent) {
        return bilateralLimit.get(agent);
    }

    @Nullable Long multilateralLimit(int agent) {
        return multilateralLimit[agent];
    }

    /// Whether limits of the sender refuse the transaction and count it as sent.
    boolean counts(Tx tx) {
        return bindsAll[tx.sender] || tx.rtgsPriority == RtgsPriority.NORMAL;
    }

    /// Whether the multilateral limit of an agent is against the other.
    boolean multilateralIsAgainst(int agent, int other) {
        return bindsAll[agent] || !bilateralLimit.get(agent).containsKey(other);
    }

    /// What a rule leaves a transaction, before it is compared with 0.
    long leaves(Tx tx, QueueCause rule) {
        return switch (rule) {
            case ORDER -> throw new IllegalArgumentException("the order leaves no amount");
            case LIQUIDITY -> available(tx.sender, tx.rtgsPriority);
            case BILATERAL_LIMIT -> {
                Long limit = bilateralLimit.get(tx.sender).get(tx.receiver);
                yield limit == null || !counts(tx)
                        ? Long.MAX_VALUE
                        : Math.subtractExact(limit, netSent(tx.sender, tx.receiver));
            }
            case MULTILATERAL_LIMIT -> {
                Long limit = multilateralLimit[tx.sender];
                yield limit == null || !counts(tx) || !multilateralIsAgainst(tx.sender, tx.receiver)
                        ? Long.MAX_VALUE
                        : Math.subtractExact(limit, netSentMultilateral[tx.sender]);
            }
        };
    }

    /// The first rule that keeps a transaction from settling by itself, or null.
    @Nullable QueueCause refusedBy(Tx tx) {
        if (tx.amount > leaves(tx, QueueCause.LIQUIDITY)) return QueueCause.LIQUIDITY;
        if (tx.amount > leaves(tx, QueueCause.BILATERAL_LIMIT)) return QueueCause.BILATERAL_LIMIT;
        if (tx.amount > leaves(tx, QueueCause.MULTILATERAL_LIMIT)) return QueueCause.MULTILATERAL_LIMIT;
        return null;
    }

    /// The most that may be posted now.
    long mayPost(int agent) {
        return Math.max(0, Math.subtractExact(capacity[agent], posted[agent]));
    }

    /// The most that may be withdrawn now.
    long mayWithdraw(int agent) {
        BigInteger need =
                BigInteger.valueOf(balance[agent])
                        .negate()
                        .subtract(BigInteger.valueOf(unsecuredCap[agent]))
                        .max(BigInteger.ZERO);
        if (need.compareTo(BigInteger.valueOf(collateralValue[agent])) > 0) return 0;
        if (need.signum() == 0) return posted[agent];
        BigInteger worth = BigInteger.valueOf(MILLION - haircut[agent]);
        if (worth.signum() == 0) return 0;
        BigInteger keep = need.multiply(BigInteger.valueOf(MILLION)).add(worth).subtract(BigInteger.ONE).divide(worth);
        return BigInteger.valueOf(posted[agent]).subtract(keep).max(BigInteger.ZERO).longValueExact();
    }

    /// An agent's internal queue in queue order, as a list of its own.
    List<Tx> internalOrder(int agent) {
        List<Tx> queue = new ArrayList<>(internal.get(agent));
        switch (scenario.rtgs().internalOrder()) {
            case FIFO -> {}
            case PRIORITY_DEADLINE ->
                    queue.sort(
                            Comparator.<Tx>comparingInt(tx -> -effectivePriority(tx))
                                    .thenComparingInt(tx -> tx.deadlineTick)
                                    .thenComparingInt(tx -> tx.number));
        }
        return queue;
    }

    private int effectivePriority(Tx tx) {
        var escalation = scenario.rtgs().escalation();
        if (escalation == null) return tx.declaredPriority;
        long start = escalation.startTicks();
        long left = Math.max(0, (long) tx.deadlineTick - tick);
        if (left >= start) return tx.declaredPriority;
        return (int) Math.min(10, tx.declaredPriority + escalation.maxBoost() * (start - left) / start);
    }

    SortedSet<Tx> internal(int agent) {
        return internal.get(agent);
    }

    SortedSet<Tx> central() {
        return central;
    }

    SortedSet<Tx> central(int sender) {
        return centralBySender.get(sender);
    }

    /// An agent's centrally queued transactions by receiver; no receiver without any.
    SortedMap<Integer, SortedSet<Tx>> centralByReceiver(int sender) {
        return centralByPair.get(sender);
    }

    // What the log makes happen.

    void startDay() {
        netSent.clear();
        Arrays.fill(netSentMultilateral, 0);
        for (int agent = 0; agent < agents; agent++) reservationLeft[agent] = reservation[agent].clone();
        droppedToday.clear();
    }

    void setUnsecuredCap(int agent, long cap) {
        unsecuredCap[agent] = cap;
    }

    void setPosted(int agent, long amount) {
        posted[agent] = amount;
        collateralValue[agent] = floorShare(amount, MILLION - haircut[agent]);
    }

    long[] postedByAgent() {
        return posted.clone();
    }

    /// Brings a transaction into being; it joins its sender's internal queue.
    Tx arrive(
            int sender,
            int receiver,
            long amount,
            int deadlineTick,
            int priority,
            boolean divisible,
            @Nullable Tx parent) {
        Tx tx =
                new Tx(
                        txs.size() + 1,
                        sender,
                        receiver,
                        amount,
                        tick,
                        deadlineTick,
                        priority,
                        divisible,
                        parent,
                        false);
        txs.add(tx);
        internal.get(sender).add(tx);
        return tx;
    }

    /// Moves money without a queue.
    void transfer(int sender, int receiver, long amount) {
        Tx tx = new Tx(txs.size() + 1, sender, receiver, amount, tick, tick + 1, 5, false, null, true);
        tx.state = Tx.State.SETTLED;
        txs.add(tx);
        move(sender, Math.negateExact(amount));
        move(receiver, amount);
        if (sender != RunHeader.CENTRAL_BANK) transferredIn[sender] -= amount;
        if (receiver != RunHeader.CENTRAL_BANK) transferredIn[receiver] += amount;
    }

    private void move(int agent, long amount) {
        if (agent == RunHeader.CENTRAL_BANK) centralBank = Math.addExact(centralBank, amount);
        else if (amount > 0 && holdsReceiptsApart) heldApart[agent] = Math.addExact(heldApart[agent], amount);
        else balance[agent] = Math.addExact(balance[agent], amount);
    }

    void creditReceipts() {
        for (int agent = 0; agent < agents; agent++) {
            balance[agent] = Math.addExact(balance[agent], heldApart[agent]);
            heldApart[agent] = 0;
        }
        holdsReceiptsApart = false;
    }

    /// Takes a transaction out of the queue it is in, if any.
    void leaveQueue(Tx tx, Tx.State newState) {
        if (tx.state == Tx.State.INTERNAL) internal.get(tx.sender).remove(tx);
        if (tx.state == Tx.State.CENTRAL) {
            central.remove(tx);
            centralBySender.get(tx.sender).remove(tx);
            SortedMap<Integer, SortedSet<Tx>> byReceiver = centralByPair.get(tx.sender);
            SortedSet<Tx> same = byReceiver.get(tx.receiver);
            if (same != null) {
                same.remove(tx);
                if (same.isEmpty()) byReceiver.remove(tx.receiver);
            }
        }
        tx.state = newState;
    }

    void joinInternal(Tx tx) {
        leaveQueue(tx, Tx.State.INTERNAL);
        internal.get(tx.sender).add(tx);
    }

    void joinCentral(Tx tx) {
        leaveQueue(tx, Tx.State.CENTRAL);
        central.add(tx);
        centralBySender.get(tx.sender).add(tx);
        centralByPair.get(tx.sender).computeIfAbsent(tx.receiver, _ -> new TreeSet<>(CENTRAL_ORDER)).add(tx);
    }

    /// Settles transactions at the same instant: each agent moves by its net.
    void settle(List<Tx> together, boolean byOffset) {
        Map<Integer, Long> nets = new TreeMap<>();
        for (Tx tx : together) {
            nets.merge(tx.sender, -tx.amount, Math::addExact);
            nets.merge(tx.receiver, tx.amount, Math::addExact);
        }
        nets.forEach(this::move);
        for (Tx tx : together) {
            leaveQueue(tx, Tx.State.SETTLED);
            tx.settledTick = tick;
            tx.settledByOffset = byOffset;
            long[] left = reservationLeft[tx.sender];
            left[tx.rtgsPriority.ordinal()] = Math.max(0, left[tx.rtgsPriority.ordinal()] - tx.amount);
            if (counts(tx)) {
                netSent.merge(pair(tx.sender, tx.receiver), tx.amount, Math::addExact);
                if (multilateralIsAgainst(tx.sender, tx.receiver)) {
                    netSentMultilateral[tx.sender] = Math.addExact(netSentMultilateral[tx.sender], tx.amount);
                }
            }
            netSent.merge(pair(tx.receiver, tx.sender), -tx.amount, Math::addExact);
            if (multilateralIsAgainst(tx.receiver, tx.sender)) {
                netSentMultilateral[tx.receiver] = Math.subtractExact(netSentMultilateral[tx.receiver], tx.amount);
            }
        }
    }

    /// The day is over, after `events` events of the run.
    void endDay(long events) {
        stateHashes.add(new ReplayedStateHash(this).ofDay(day(), events));
    }

    /// What all accounts hold together, which must be nothing.
    BigInteger sumOfBalances() {
        BigInteger sum = BigInteger.valueOf(centralBank);
        for (int agent = 0; agent < agents; agent++) {
            sum = sum.add(BigInteger.valueOf(balance[agent])).add(BigInteger.valueOf(heldApart[agent]));
        }
        return sum;
    }

    private static long pair(int agent, int other) {
        return ((long) agent << 32) | other;
    }
}
