package rtgsim.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.cost.CostComponent;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.OffsetMethod;
import rtgsim.event.Reason;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;

/// The measures of a run from its log alone, of the whole system and of each agent.
///
/// It reads chunks in order of seq, whichever engine filled them, and keeps a row per transaction and one per agent. An agent's measures are those of the
/// transactions that it sent, and of its balance, its part of the central queue and its costs.
public final class LogMeasures {

    private static final byte OPEN = 0;
    private static final byte CENTRAL = 1;
    private static final byte DONE = 2;

    /// A part that is done and taken out of its family.
    private static final byte COUNTED = 3;

    /// In the order of the variable part of a `COST_ACCRUAL`.
    private static final CostComponent[] RARE_COSTS = {
        CostComponent.OVERDRAFT,
        CostComponent.COLLATERAL,
        CostComponent.LIQUIDITY,
        CostComponent.DEADLINE_PENALTY,
        CostComponent.SPLIT_FRICTION,
        CostComponent.EOD_PENALTY
    };

    private static final OffsetMethod[] OFFSET_METHODS = OffsetMethod.values();

    private final Totals system = new Totals();
    private final @Nullable Totals[] ofAgent;
    private final long[] balance;
    private final long[] brought;
    private final long[] liquidityPeak;
    private final long[] queueValue;
    private final long[] queueCount;
    private final long[] sentHere;
    private long centralValue;
    private long centralCount;

    // One row per transaction, by its number.
    private int[] sender = new int[1_024];
    private int[] receiver = new int[1_024];
    private long[] amount = new long[1_024];
    private int[] arrivalTick = new int[1_024];
    private int[] deadlineTick = new int[1_024];
    private int[] root = new int[1_024];
    private int[] openParts = new int[1_024];
    private byte[] state = new byte[1_024];
    private byte[] rtgsPriority = new byte[1_024];
    private boolean[] familyDropped = new boolean[1_024];
    private boolean[] familyOverdue = new boolean[1_024];
    private int created;

    private int tick;
    private boolean looked;
    private boolean settling;

    /// An arrival that is a payment unless the next event settles it as a liquidity transfer.
    private int arrived = RunHeader.NO_TX;

    private boolean ofPool;
    private final List<LogReading> readings = new ArrayList<>();

    public LogMeasures(RunHeader header) {
        int agents = header.agentIds().size();
        ofAgent = new Totals[agents];
        balance = new long[agents];
        for (int agent = 0; agent < agents; agent++) balance[agent] = header.openingBalances().get(agent);
        brought = balance.clone();
        liquidityPeak = new long[agents];
        queueValue = new long[agents];
        queueCount = new long[agents];
        sentHere = new long[agents];
    }

    /// Has someone read along, from the first event on.
    void tell(LogReading reading) {
        readings.add(reading);
    }

    int agents() {
        return balance.length;
    }

    /// Transactions are numbered from 1 to this.
    int created() {
        return created;
    }

    int sender(int tx) {
        return sender[tx];
    }

    int receiver(int tx) {
        return receiver[tx];
    }

    long amount(int tx) {
        return amount[tx];
    }

    int arrivalTick(int tx) {
        return arrivalTick[tx];
    }

    int deadlineTick(int tx) {
        return deadlineTick[tx];
    }

    /// As last submitted; the ordinal of its RtgsPriority.
    int rtgsPriority(int tx) {
        return rtgsPriority[tx];
    }

    long balance(int agent) {
        return balance[agent];
    }

    /// The largest that the agent has used of what it had and was brought.
    long liquidityUsedMax(int agent) {
        return liquidityPeak[agent];
    }

    /// Takes all events of a chunk.
    public void add(EventChunk chunk) {
        for (int row = 0; row < chunk.size(); row++) add(chunk, row);
    }

    private void add(EventChunk chunk, int row) {
        EventKind kind = chunk.kindAt(row);
        if (arrived != RunHeader.NO_TX) {
            boolean isTransfer =
                    kind == EventKind.SETTLEMENT && chunk.code[row] == SettlementOrigin.LIQUIDITY.ordinal();
            if (!isTransfer) tellArrived();
        }
        if (chunk.tick[row] != tick) {
            look();
            if (tick + 1 < chunk.tick[row])
                for (LogReading reading : readings) reading.quiet(tick + 1, chunk.tick[row]);
            tick = chunk.tick[row];
            looked = false;
            settling = false;
            for (LogReading reading : readings) reading.tickBegins(tick);
        }
        if (system.events == 0) for (LogReading reading : readings) reading.tickBegins(tick);
        if (isAfterPhase10(kind, chunk.code[row])) look();
        else if (!settling && isOfPhases7To10(kind, chunk.code[row])) {
            settling = true;
            for (LogReading reading : readings) reading.settlingBegins();
        }
        boolean offsets =
                kind == EventKind.LSM_CYCLE_SETTLEMENT || (kind == EventKind.LSM_BILATERAL_OFFSET && chunk.c[row] == 0);
        if (offsets) for (LogReading reading : readings) reading.offsettingBegins();
        system.events++;
        int agent = chunk.agent[row];
        int tx = chunk.tx[row];
        switch (kind) {
            case ARRIVAL -> arrival(chunk, row);
            case POLICY_SUBMIT -> {
                leavesCentralQueue(tx);
                rtgsPriority[tx] = (byte) chunk.code[row];
            }
            case POLICY_HOLD -> {
                if (chunk.a[row] != 0) leavesCentralQueue(tx);
            }
            case POLICY_DROP -> dropped(tx);
            case POLICY_SPLIT -> {
                state[tx] = DONE; // its parts stand for it
                noteOverdue(tx, tick);
                openParts[root[tx]] += tx == root[tx] ? (int) chunk.a[row] : (int) chunk.a[row] - 1;
            }
            case SETTLEMENT -> settlement(chunk, row);
            case QUEUED_RTGS -> joinsCentralQueue(tx);
            case LSM_BILATERAL_OFFSET -> bilateral(chunk, row);
            case LSM_CYCLE_SETTLEMENT -> cycle(chunk, row);
            case COST_ACCRUAL -> costs(chunk, row, agent);
            case COLLATERAL_POST, COLLATERAL_WITHDRAW -> {
                for (LogReading reading : readings) reading.collateral(agent, chunk.a[row]);
            }
            case END_OF_DAY -> {
                // It neither moves money nor ends a wait.
            }
        }
    }

    private void tellArrived() {
        for (LogReading reading : readings) reading.arrived(arrived, tick);
        arrived = RunHeader.NO_TX;
    }

    /// Ends the log of a run of so many ticks, the last of which may have left no event.
    public void end(int ticksDone) {
        if (arrived != RunHeader.NO_TX) tellArrived();
        look();
        for (LogReading reading : readings) {
            if (tick + 1 < ticksDone) reading.quiet(tick + 1, ticksDone);
            reading.ended(ticksDone);
        }
        for (int tx = 1; tx <= created; tx++) {
            if (state[tx] == OPEN || state[tx] == CENTRAL) noteOverdue(tx, ticksDone - 1);
        }
    }

    /// The measures of the whole system, after [#end].
    public Measures system() {
        system.liquidityUsedMax = 0;
        for (long peak : liquidityPeak) system.liquidityUsedMax = Math.addExact(system.liquidityUsedMax, peak);
        return system.measures();
    }

    /// The measures of one agent, after [#end], but for `events`, which are not an agent's.
    public Measures of(int agent) {
        Totals totals = totals(agent);
        totals.liquidityUsedMax = liquidityPeak[agent];
        return totals.measures().ofAgent();
    }

    private static boolean isAfterPhase10(EventKind kind, int code) {
        return kind == EventKind.COST_ACCRUAL
                || kind == EventKind.END_OF_DAY
                || (kind == EventKind.POLICY_DROP && code == Reason.CLOSE.ordinal());
    }

    private static boolean isOfPhases7To10(EventKind kind, int code) {
        return switch (kind) {
            case POLICY_SUBMIT, POLICY_HOLD, POLICY_DROP, POLICY_SPLIT -> true;
            case QUEUED_RTGS, LSM_BILATERAL_OFFSET, LSM_CYCLE_SETTLEMENT -> true;
            case SETTLEMENT -> code != SettlementOrigin.LIQUIDITY.ordinal();
            case ARRIVAL, COLLATERAL_POST, COLLATERAL_WITHDRAW, COST_ACCRUAL, END_OF_DAY -> false;
        };
    }

    /// Looks at balances and the central queue as they are after phase 10, once a tick.
    private void look() {
        if (looked) return;
        looked = true;
        long creditUsed = 0;
        for (int agent = 0; agent < balance.length; agent++) {
            long used = Math.max(0, -balance[agent]);
            creditUsed = Math.addExact(creditUsed, used);
            liquidityPeak[agent] = Math.max(liquidityPeak[agent], Math.subtractExact(brought[agent], balance[agent]));
            if (used > 0 || queueCount[agent] > 0)
                keepLargest(totals(agent), used, queueValue[agent], queueCount[agent]);
        }
        keepLargest(system, creditUsed, centralValue, centralCount);
        for (LogReading reading : readings) reading.afterSettling(tick);
    }

    private static void keepLargest(Totals totals, long creditUsed, long value, long count) {
        totals.creditUsedMax = Math.max(totals.creditUsedMax, creditUsed);
        totals.queueValueMax = Math.max(totals.queueValueMax, value);
        totals.queueCountMax = Math.max(totals.queueCountMax, count);
    }

    private void arrival(EventChunk chunk, int row) {
        int tx = chunk.tx[row];
        if (tx >= sender.length) grow(tx);
        created = tx;
        int parent = (int) chunk.a[row];
        boolean isPart = parent != RunHeader.NO_TX;
        sender[tx] = chunk.agent[row];
        receiver[tx] = chunk.other[row];
        amount[tx] = chunk.amount[row];
        arrivalTick[tx] = isPart ? arrivalTick[parent] : chunk.tick[row];
        deadlineTick[tx] = chunk.b[row];
        root[tx] = isPart ? root[parent] : tx;
        state[tx] = OPEN;
        familyDropped[tx] = false;
        familyOverdue[tx] = false;
        openParts[tx] = 0;
        count(system, tx, isPart, 1);
        if (sender[tx] >= 0) count(totals(sender[tx]), tx, isPart, 1);
        if (!isPart) {
            arrived = tx;
            ofPool = chunk.code[row] == ArrivalOrigin.POOL.ordinal();
        }
    }

    private void count(Totals totals, int tx, boolean isPart, int sign) {
        totals.transactions += sign;
        if (isPart) return;
        totals.arrivedCount += sign;
        totals.arrivedValue = Math.addExact(totals.arrivedValue, sign * amount[tx]);
    }

    private void settlement(EventChunk chunk, int row) {
        int tx = chunk.tx[row];
        int from = chunk.agent[row];
        int to = chunk.other[row];
        move(from, to, amount[tx]);
        if (chunk.code[row] == SettlementOrigin.LIQUIDITY.ordinal()) {
            // A liquidity transfer counts in no measure: its arrival, the event before, is taken back.
            count(system, tx, false, -1);
            if (from >= 0) {
                count(totals(from), tx, false, -1);
                brought[from] = Math.subtractExact(brought[from], amount[tx]);
            }
            if (to >= 0) brought[to] = Math.addExact(brought[to], amount[tx]);
            state[tx] = DONE;
            arrived = RunHeader.NO_TX;
            for (LogReading reading : readings) {
                if (from >= 0) reading.transferred(from, -amount[tx], ofPool);
                if (to >= 0) reading.transferred(to, amount[tx], ofPool);
            }
            return;
        }
        boolean alone = chunk.code[row] == SettlementOrigin.IMMEDIATE.ordinal();
        settled(tx, chunk.tick[row], alone ? Mechanism.IMMEDIATE : Mechanism.QUEUE);
        for (LogReading reading : readings) {
            reading.moved(from, amount[tx], 0, tick);
            reading.moved(to, 0, amount[tx], tick);
        }
    }

    private void move(int from, int to, long value) {
        if (from >= 0) balance[from] = Math.subtractExact(balance[from], value);
        if (to >= 0) balance[to] = Math.addExact(balance[to], value);
    }

    private void bilateral(EventChunk chunk, int row) {
        long[] extra = chunk.extra();
        int at = chunk.b[row];
        int count = (int) extra[at];
        long net = chunk.amount[row] - 2 * chunk.a[row];
        int first = (int) extra[at + 2];
        int second = (int) extra[at + 3];
        balance[first] = Math.addExact(balance[first], net);
        balance[second] = Math.subtractExact(balance[second], net);
        Mechanism by = chunk.c[row] != 0 ? Mechanism.ENTRY : Mechanism.BILATERAL;
        for (int i = 0; i < count; i++) settled((int) extra[at + 4 + i], chunk.tick[row], by);
        long amountA = chunk.a[row];
        long amountB = chunk.amount[row] - amountA;
        for (LogReading reading : readings) {
            reading.moved(first, amountA, amountB, tick);
            reading.moved(second, amountB, amountA, tick);
        }
    }

    private void cycle(EventChunk chunk, int row) {
        long[] extra = chunk.extra();
        int at = chunk.b[row];
        int agents = (int) extra[at];
        int count = (int) extra[at + 1];
        for (int i = 0; i < agents; i++) {
            int agent = (int) extra[at + 2 + i];
            balance[agent] = Math.addExact(balance[agent], extra[at + 2 + agents + i]);
        }
        int txs = at + 2 + 2 * agents;
        Mechanism by = Mechanism.of(OFFSET_METHODS[chunk.code[row]]);
        for (int i = 0; i < count; i++) settled((int) extra[txs + i], chunk.tick[row], by);
        if (readings.isEmpty()) return;
        for (int i = 0; i < count; i++) {
            int tx = (int) extra[txs + i];
            sentHere[sender[tx]] += amount[tx];
        }
        for (int i = 0; i < agents; i++) {
            int agent = (int) extra[at + 2 + i];
            long received = extra[at + 2 + agents + i] + sentHere[agent];
            for (LogReading reading : readings) reading.moved(agent, sentHere[agent], received, tick);
            sentHere[agent] = 0;
        }
    }

    private void settled(int tx, int now, Mechanism by) {
        boolean byOffset = by != Mechanism.IMMEDIATE && by != Mechanism.QUEUE;
        leavesCentralQueue(tx);
        state[tx] = DONE;
        noteOverdue(tx, now);
        boolean family = isLastOfFamily(tx) && !familyDropped[root[tx]];
        settled(system, tx, now, byOffset, family);
        settled(totals(sender[tx]), tx, now, byOffset, family);
        for (LogReading reading : readings) {
            reading.settled(tx, now, by);
            if (family) reading.familySettled(root[tx], now);
        }
        if (isLastOfFamily(tx) && familyDropped[root[tx]]) countDropped(tx);
    }

    private void settled(Totals totals, int tx, int now, boolean byOffset, boolean family) {
        totals.settledValue = Math.addExact(totals.settledValue, amount[tx]);
        if (byOffset) totals.offsetValue = Math.addExact(totals.offsetValue, amount[tx]);
        if (family) totals.addDelay((long) now - arrivalTick[root[tx]], amount[root[tx]]);
    }

    private void dropped(int tx) {
        leavesCentralQueue(tx);
        state[tx] = DONE;
        noteOverdue(tx, tick);
        familyDropped[root[tx]] = true;
        system.droppedValue = Math.addExact(system.droppedValue, amount[tx]);
        Totals own = totals(sender[tx]);
        own.droppedValue = Math.addExact(own.droppedValue, amount[tx]);
        if (isLastOfFamily(tx)) countDropped(tx);
    }

    private void countDropped(int tx) {
        system.droppedCount++;
        totals(sender[tx]).droppedCount++;
        for (LogReading reading : readings) reading.familyDropped(root[tx], tick);
    }

    /// Takes a leaf out of its family; says whether it was the last. A second question about the same leaf has the same answer.
    private boolean isLastOfFamily(int tx) {
        if (tx == root[tx]) return true;
        if (state[tx] != COUNTED) {
            state[tx] = COUNTED;
            openParts[root[tx]]--;
        }
        return openParts[root[tx]] == 0;
    }

    private void joinsCentralQueue(int tx) {
        state[tx] = CENTRAL;
        changeQueue(tx, 1);
        for (LogReading reading : readings) reading.joinedQueue(tx);
    }

    private void leavesCentralQueue(int tx) {
        if (state[tx] != CENTRAL) return;
        state[tx] = OPEN;
        changeQueue(tx, -1);
        for (LogReading reading : readings) reading.leftQueue(tx);
    }

    private void changeQueue(int tx, int sign) {
        int agent = sender[tx];
        centralCount += sign;
        centralValue = Math.addExact(centralValue, sign * amount[tx]);
        queueCount[agent] += sign;
        queueValue[agent] = Math.addExact(queueValue[agent], sign * amount[tx]);
    }

    private void costs(EventChunk chunk, int row, int agent) {
        int at = chunk.b[row];
        addCost(agent, CostComponent.DELAY, chunk.a[row]);
        if (at < 0) return;
        for (int i = 0; i < RARE_COSTS.length; i++) addCost(agent, RARE_COSTS[i], chunk.extra()[at + i]);
    }

    private void addCost(int agent, CostComponent component, long cost) {
        int at = component.ordinal();
        system.costs[at] = Math.addExact(system.costs[at], cost);
        Totals own = totals(agent);
        own.costs[at] = Math.addExact(own.costs[at], cost);
    }

    /// A leaf that left in `now` was overdue before if its deadline was earlier than the tick before: phase 2 of a tick marks what was due in the last.
    private void noteOverdue(int tx, int now) {
        if (deadlineTick[tx] >= now || familyOverdue[root[tx]]) return;
        familyOverdue[root[tx]] = true;
        system.overdueCount++;
        totals(sender[tx]).overdueCount++;
    }

    private Totals totals(int agent) {
        Totals totals = ofAgent[agent];
        if (totals == null) {
            totals = new Totals();
            ofAgent[agent] = totals;
        }
        return totals;
    }

    private void grow(int tx) {
        int length = Math.max(tx + 1, sender.length * 2);
        sender = Arrays.copyOf(sender, length);
        receiver = Arrays.copyOf(receiver, length);
        rtgsPriority = Arrays.copyOf(rtgsPriority, length);
        amount = Arrays.copyOf(amount, length);
        arrivalTick = Arrays.copyOf(arrivalTick, length);
        deadlineTick = Arrays.copyOf(deadlineTick, length);
        root = Arrays.copyOf(root, length);
        openParts = Arrays.copyOf(openParts, length);
        state = Arrays.copyOf(state, length);
        familyDropped = Arrays.copyOf(familyDropped, length);
        familyOverdue = Arrays.copyOf(familyOverdue, length);
    }
}
