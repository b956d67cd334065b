package rtgsim.event;

/// The log of a run: the only way in which anything that happened is told to the outside.
///
/// One method per kind appends one row to the current chunk; a full chunk goes to the [ChunkExchange]. An event is appended at the point of no return, never
/// before and never twice. The layout of the columns is that of [EventChunk].
///
/// Offsets are appended in three steps, so that no list is made of their members: `beginOffset`, one call per member, and the closing call.
public final class EventLog {

    private final ChunkExchange exchange;
    private EventChunk chunk;
    private long seq;
    private int node = EventChunk.NO_NODE;

    public EventLog(ChunkExchange exchange) {
        this.exchange = exchange;
        this.chunk = exchange.exchange(null);
        this.chunk.reset(0);
    }

    /// The seq that the next event will have, which is the number of events so far.
    public long nextSeq() {
        return seq;
    }

    /// Hands over a partly filled chunk to a reader that waits for one.
    public void endTick() {
        if (!exchange.isAwaited() || chunk.size() == 0) return;
        chunk = exchange.exchange(chunk);
        chunk.reset(seq);
    }

    /// Hands over what is left. Nothing may be appended afterwards.
    public void finish() {
        exchange.finish(chunk);
    }

    /// The decisions logged from now on are those of a node, by its number, or of none: [EventChunk#NO_NODE].
    public void decidedBy(int decidingNode) {
        node = decidingNode;
    }

    public void arrival(
            int tick,
            int tx,
            int sender,
            int receiver,
            long amount,
            int deadlineTick,
            int priority,
            boolean divisible,
            int parentTx,
            ArrivalOrigin origin) {
        int flags = divisible ? priority | EventChunk.DIVISIBLE : priority;
        append(EventKind.ARRIVAL, tick, sender, receiver, tx, amount, parentTx, deadlineTick, flags, origin.ordinal());
    }

    public void policySubmit(int tick, int tx, int agent, RtgsPriority rtgsPriority, int priority) {
        append(EventKind.POLICY_SUBMIT, tick, agent, RunHeader.NO_AGENT, tx, 0, 0, 0, priority, rtgsPriority.ordinal());
        noteNode();
    }

    /// A transaction that stays where it is, or that is taken back.
    ///
    /// @param newPriority declared from now on, or -1
    /// @param untilTick of a timed release, or [RunHeader#NO_TICK]
    public void policyHold(int tick, int tx, int agent, int reason, int newPriority, int untilTick, boolean withdrawn) {
        append(
                EventKind.POLICY_HOLD,
                tick,
                agent,
                RunHeader.NO_AGENT,
                tx,
                0,
                withdrawn ? 1 : 0,
                untilTick,
                newPriority,
                reason);
        noteNode();
    }

    public void policyDrop(int tick, int tx, int agent, int reason) {
        append(EventKind.POLICY_DROP, tick, agent, RunHeader.NO_AGENT, tx, 0, 0, 0, 0, reason);
        noteNode();
    }

    /// A split into `parts` parts, numbered from `firstChild` on.
    ///
    /// @param releaseTicks when each part is released, read up to `parts`; this tick means submitted now
    public void policySplit(int tick, int tx, int agent, int parts, int firstChild, int[] releaseTicks) {
        makeRoom();
        int at = chunk.reserveExtra(1 + 2 * parts);
        long[] extra = chunk.extra();
        extra[at] = parts;
        for (int i = 0; i < parts; i++) {
            extra[at + 1 + i] = (long) firstChild + i;
            extra[at + 1 + parts + i] = releaseTicks[i];
        }
        append(EventKind.POLICY_SPLIT, tick, agent, RunHeader.NO_AGENT, tx, 0, parts, at, 0, 0);
        noteNode();
    }

    public void collateralPost(int tick, int agent, long amount, int reason, long newTotal) {
        append(
                EventKind.COLLATERAL_POST,
                tick,
                agent,
                RunHeader.NO_AGENT,
                RunHeader.NO_TX,
                amount,
                newTotal,
                0,
                0,
                reason);
        noteNode();
    }

    public void collateralWithdraw(int tick, int agent, long amount, int reason, long newTotal) {
        append(
                EventKind.COLLATERAL_WITHDRAW,
                tick,
                agent,
                RunHeader.NO_AGENT,
                RunHeader.NO_TX,
                amount,
                newTotal,
                0,
                0,
                reason);
        noteNode();
    }

    public void settlement(
            int tick, int tx, int sender, int receiver, long amount, SettlementOrigin origin, int waitedTicks) {
        append(EventKind.SETTLEMENT, tick, sender, receiver, tx, amount, 0, waitedTicks, 0, origin.ordinal());
    }

    public void queuedRtgs(int tick, int tx, int sender, int receiver, long amount, QueueCause cause, long shortfall) {
        append(EventKind.QUEUED_RTGS, tick, sender, receiver, tx, amount, shortfall, 0, 0, cause.ordinal());
    }

    /// An offset of two agents, `first` before `second` in agent order.
    ///
    /// @param txs numbers, `first`'s `firstCount` ones and then `second`'s, each in queue order; read up to `count`
    /// @param amounts beside them
    public void lsmBilateralOffset(
            int tick, int first, int second, int firstCount, int count, int[] txs, long[] amounts, boolean atEntry) {
        makeRoom();
        int at = chunk.reserveExtra(4 + 2 * count);
        long[] extra = chunk.extra();
        extra[at] = count;
        extra[at + 1] = firstCount;
        extra[at + 2] = first;
        extra[at + 3] = second;
        long amountA = 0;
        long total = 0;
        for (int i = 0; i < count; i++) {
            extra[at + 4 + i] = txs[i];
            extra[at + 4 + count + i] = amounts[i];
            total = Math.addExact(total, amounts[i]);
            if (i < firstCount) amountA += amounts[i];
        }
        boolean firstPays = amountA >= total - amountA;
        append(
                EventKind.LSM_BILATERAL_OFFSET,
                tick,
                firstPays ? first : second,
                firstPays ? second : first,
                RunHeader.NO_TX,
                total,
                amountA,
                at,
                atEntry ? 1 : 0,
                0);
    }

    /// An offset of several agents.
    ///
    /// @param agents along the cycle from its smallest agent, else in agent order; read up to `agentCount`
    /// @param netPositions beside them: received less sent
    /// @param txs numbers, read up to `count`; `amounts` stand beside them
    public void lsmCycleSettlement(
            int tick,
            OffsetMethod method,
            int agentCount,
            int[] agents,
            long[] netPositions,
            int count,
            int[] txs,
            long[] amounts) {
        makeRoom();
        int at = chunk.reserveExtra(2 + 2 * agentCount + 2 * count);
        long[] extra = chunk.extra();
        extra[at] = agentCount;
        extra[at + 1] = count;
        int p = at + 2;
        long used = 0;
        for (int i = 0; i < agentCount; i++) {
            extra[p + i] = agents[i];
            extra[p + agentCount + i] = netPositions[i];
            used = Math.addExact(used, Math.max(0, -netPositions[i]));
        }
        p += 2 * agentCount;
        long total = 0;
        for (int i = 0; i < count; i++) {
            extra[p + i] = txs[i];
            extra[p + count + i] = amounts[i];
            total = Math.addExact(total, amounts[i]);
        }
        append(
                EventKind.LSM_CYCLE_SETTLEMENT,
                tick,
                payer(agentCount, agents, netPositions),
                RunHeader.NO_AGENT,
                RunHeader.NO_TX,
                total,
                used,
                at,
                0,
                method.ordinal());
    }

    /// What a tick, or a close, cost an agent.
    public void costAccrual(
            int tick,
            int agent,
            long overdraft,
            long delay,
            long collateral,
            long liquidity,
            long deadlinePenalty,
            long splitFriction,
            long eodPenalty,
            long total) {
        makeRoom();
        int at = -1;
        if ((overdraft | collateral | liquidity | deadlinePenalty | splitFriction | eodPenalty) != 0) {
            at = chunk.reserveExtra(6);
            long[] extra = chunk.extra();
            extra[at] = overdraft;
            extra[at + 1] = collateral;
            extra[at + 2] = liquidity;
            extra[at + 3] = deadlinePenalty;
            extra[at + 4] = splitFriction;
            extra[at + 5] = eodPenalty;
        }
        append(EventKind.COST_ACCRUAL, tick, agent, RunHeader.NO_AGENT, RunHeader.NO_TX, total, delay, at, 0, 0);
    }

    public void endOfDay(int tick, int day, long unsettledCount, long unsettledValue, long totalPenalties) {
        makeRoom();
        int at = chunk.reserveExtra(1);
        chunk.extra()[at] = totalPenalties;
        append(
                EventKind.END_OF_DAY,
                tick,
                RunHeader.NO_AGENT,
                RunHeader.NO_AGENT,
                RunHeader.NO_TX,
                unsettledValue,
                unsettledCount,
                at,
                day,
                0);
    }

    /// The agent with the greatest net outflow, ties by agent order; without any outflow the first in agent order.
    private static int payer(int count, int[] agents, long[] netPositions) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            boolean pays = netPositions[i] < 0;
            boolean bestPays = netPositions[best] < 0;
            boolean earlier = agents[i] < agents[best];
            if (pays
                    ? netPositions[i] < Math.min(0, netPositions[best])
                            || (netPositions[i] == netPositions[best] && earlier)
                    : !bestPays && earlier) {
                best = i;
            }
        }
        return agents[best];
    }

    private void noteNode() {
        if (node != EventChunk.NO_NODE) chunk.noteNode(chunk.size() - 1, node);
    }

    /// Variable parts must stand in the chunk of their row, so a full one goes before they are written.
    private void makeRoom() {
        if (chunk.isFull()) {
            chunk = exchange.exchange(chunk);
            chunk.reset(seq);
        }
    }

    private void append(
            EventKind kind, int tick, int agent, int other, int tx, long amount, long a, int b, int c, int code) {
        makeRoom();
        chunk.append(kind, tick, agent, other, tx, amount, a, b, c, code);
        seq++;
    }
}
