package rtgsim.event;

import java.util.ArrayList;
import java.util.List;

/// Turns a row of the log into a record, for tests, exports and the doors. Bulk readers go column to column instead.
public final class EventRows {

    private static final ArrivalOrigin[] ARRIVAL_ORIGINS = ArrivalOrigin.values();
    private static final SettlementOrigin[] SETTLEMENT_ORIGINS = SettlementOrigin.values();
    private static final QueueCause[] CAUSES = QueueCause.values();
    private static final OffsetMethod[] METHODS = OffsetMethod.values();
    private static final RtgsPriority[] RTGS_PRIORITIES = RtgsPriority.values();

    private final RunHeader header;

    public EventRows(RunHeader header) {
        this.header = header;
    }

    /// All events of the chunks, in order of seq.
    public List<Event> all(List<EventChunk> chunks) {
        List<Event> events = new ArrayList<>();
        for (EventChunk chunk : chunks) {
            for (int row = 0; row < chunk.size(); row++) events.add(event(chunk, row));
        }
        return events;
    }

    /// The event of one row.
    public Event event(EventChunk chunk, int row) {
        long seq = chunk.firstSeq() + row;
        int tick = chunk.tick[row];
        long amount = chunk.amount[row];
        int code = chunk.code[row];
        return switch (chunk.kindAt(row)) {
            case ARRIVAL ->
                    new Event.Arrival(
                            seq,
                            tick,
                            tx(chunk.tx[row]),
                            agent(chunk.agent[row]),
                            agent(chunk.other[row]),
                            amount,
                            chunk.b[row],
                            chunk.c[row] & (EventChunk.DIVISIBLE - 1),
                            (chunk.c[row] & EventChunk.DIVISIBLE) != 0,
                            chunk.a[row] == RunHeader.NO_TX ? null : tx((int) chunk.a[row]),
                            ARRIVAL_ORIGINS[code]);
            case POLICY_SUBMIT ->
                    new Event.PolicySubmit(
                            seq, tick, agent(chunk.agent[row]), tx(chunk.tx[row]), RTGS_PRIORITIES[code], chunk.c[row]);
            case POLICY_HOLD ->
                    new Event.PolicyHold(
                            seq,
                            tick,
                            agent(chunk.agent[row]),
                            tx(chunk.tx[row]),
                            reason(code),
                            chunk.c[row] < 0 ? null : chunk.c[row],
                            chunk.b[row] == RunHeader.NO_TICK ? null : chunk.b[row],
                            chunk.a[row] != 0);
            case POLICY_DROP ->
                    new Event.PolicyDrop(seq, tick, agent(chunk.agent[row]), tx(chunk.tx[row]), reason(code));
            case POLICY_SPLIT -> split(chunk, row, seq);
            case COLLATERAL_POST ->
                    new Event.CollateralPost(seq, tick, agent(chunk.agent[row]), amount, reason(code), chunk.a[row]);
            case COLLATERAL_WITHDRAW ->
                    new Event.CollateralWithdraw(
                            seq, tick, agent(chunk.agent[row]), amount, reason(code), chunk.a[row]);
            case SETTLEMENT ->
                    new Event.Settlement(
                            seq,
                            tick,
                            tx(chunk.tx[row]),
                            agent(chunk.agent[row]),
                            agent(chunk.other[row]),
                            amount,
                            SETTLEMENT_ORIGINS[code],
                            chunk.b[row]);
            case QUEUED_RTGS ->
                    new Event.QueuedRtgs(
                            seq,
                            tick,
                            tx(chunk.tx[row]),
                            agent(chunk.agent[row]),
                            agent(chunk.other[row]),
                            amount,
                            CAUSES[code],
                            chunk.a[row]);
            case LSM_BILATERAL_OFFSET -> bilateral(chunk, row, seq);
            case LSM_CYCLE_SETTLEMENT -> cycle(chunk, row, seq);
            case COST_ACCRUAL -> cost(chunk, row, seq);
            case END_OF_DAY ->
                    new Event.EndOfDay(seq, tick, chunk.c[row], chunk.a[row], amount, chunk.extra()[chunk.b[row]]);
        };
    }

    private Event split(EventChunk chunk, int row, long seq) {
        int at = chunk.b[row];
        int parts = (int) chunk.extra()[at];
        List<Integer> releases = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) releases.add((int) chunk.extra()[at + 1 + parts + i]);
        return new Event.PolicySplit(
                seq,
                chunk.tick[row],
                agent(chunk.agent[row]),
                tx(chunk.tx[row]),
                parts,
                txs(chunk, at + 1, parts),
                releases);
    }

    private Event bilateral(EventChunk chunk, int row, long seq) {
        int at = chunk.b[row];
        int count = (int) chunk.extra()[at];
        long amountA = chunk.a[row];
        long amountB = chunk.amount[row] - amountA;
        return new Event.LsmBilateralOffset(
                seq,
                chunk.tick[row],
                agent(chunk.agent[row]),
                agents(chunk, at + 2, 2),
                txs(chunk, at + 4, count),
                longs(chunk, at + 4 + count, count),
                amountA,
                amountB,
                Math.abs(amountA - amountB),
                chunk.c[row] != 0);
    }

    private Event cycle(EventChunk chunk, int row, long seq) {
        int at = chunk.b[row];
        int agents = (int) chunk.extra()[at];
        int count = (int) chunk.extra()[at + 1];
        int txs = at + 2 + 2 * agents;
        return new Event.LsmCycleSettlement(
                seq,
                chunk.tick[row],
                agent(chunk.agent[row]),
                METHODS[chunk.code[row]],
                agents(chunk, at + 2, agents),
                txs(chunk, txs, count),
                longs(chunk, txs + count, count),
                longs(chunk, at + 2 + agents, agents),
                chunk.amount[row],
                chunk.a[row]);
    }

    private Event cost(EventChunk chunk, int row, long seq) {
        int at = chunk.b[row];
        long[] extra = chunk.extra();
        boolean delayOnly = at < 0;
        return new Event.CostAccrual(
                seq,
                chunk.tick[row],
                agent(chunk.agent[row]),
                delayOnly ? 0 : extra[at],
                chunk.a[row],
                delayOnly ? 0 : extra[at + 1],
                delayOnly ? 0 : extra[at + 2],
                delayOnly ? 0 : extra[at + 3],
                delayOnly ? 0 : extra[at + 4],
                delayOnly ? 0 : extra[at + 5],
                chunk.amount[row]);
    }

    private String agent(int index) {
        return header.agentId(index);
    }

    private static String tx(int number) {
        return RunHeader.txId(number);
    }

    private String reason(int code) {
        return header.reasons().get(code);
    }

    private List<String> agents(EventChunk chunk, int from, int count) {
        List<String> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) ids.add(agent((int) chunk.extra()[from + i]));
        return ids;
    }

    private static List<String> txs(EventChunk chunk, int from, int count) {
        List<String> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) ids.add(tx((int) chunk.extra()[from + i]));
        return ids;
    }

    private static List<Long> longs(EventChunk chunk, int from, int count) {
        List<Long> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) values.add(chunk.extra()[from + i]);
        return values;
    }
}
