package rtgsim.event;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A piece of the event log as columns: one primitive array per field, row `i` is the event with `seq` = [#firstSeq] + i.
///
///     kind                  agent    other     tx      amount           a                b             c                       code
///     ARRIVAL               sender   receiver  tx      amount           parent tx or -1  deadlineTick  priority + 16×divisible  ArrivalOrigin
///     POLICY_SUBMIT         agent    -1        tx      0                0                0             priority                RtgsPriority
///     POLICY_HOLD           agent    -1        tx      0                withdrawn 0 / 1  until or -1   newPriority or -1       reason
///     POLICY_DROP           agent    -1        tx      0                0                0             0                       reason
///     POLICY_SPLIT          agent    -1        parent  0                number of parts  → extra       0                       0
///     COLLATERAL_POST       agent    -1        -1      amount           newTotal         0             0                       reason
///     COLLATERAL_WITHDRAW   agent    -1        -1      amount           newTotal         0             0                       reason
///     SETTLEMENT            sender   receiver  tx      amount           0                waitedTicks   0                       SettlementOrigin
///     QUEUED_RTGS           sender   receiver  tx      amount           shortfall        0             0                       QueueCause
///     LSM_BILATERAL_OFFSET  payer    partner   -1      amountA+amountB  amountA          → extra       atEntry 0 / 1           0
///     LSM_CYCLE_SETTLEMENT  payer    -1        -1      totalValue       liquidityUsed    → extra       0                       OffsetMethod
///     COST_ACCRUAL          agent    -1        -1      total            delay            → extra / -1  0                       0
///     END_OF_DAY            -1       -1        -1      unsettledValue   unsettledCount   → extra       day                     0
///
/// An agent is its position in [RunHeader#agentIds], [RunHeader#CENTRAL_BANK] or [RunHeader#NO_AGENT]; a transaction is its number. `→ extra` is where the
/// variable part starts in [#extra]. There stand:
///
///     POLICY_SPLIT          n, then n child numbers, then n release ticks
///     LSM_BILATERAL_OFFSET  n, number of the first agent's, first agent, second agent, then n tx numbers, then n amounts
///     LSM_CYCLE_SETTLEMENT  m agents, n transactions, then m agents, m net positions, n tx numbers, n amounts
///     COST_ACCRUAL          overdraft, collateral, liquidity, deadlinePenalty, splitFriction, eodPenalty (b is -1 when all six are 0)
///     END_OF_DAY            totalPenalties
///
/// Beside the rows stand the nodes that decided them ([#nodeAt]), of policy and collateral events of agents with decision trees.
///
/// A chunk holds [#ROWS] rows, 15 blocks of the digest and a quarter of a batch of the store. It belongs to one thread at a time: the engine fills it, hands
/// it over when full, and has it back when its reader is done.
public final class EventChunk {

    /// Rows of a full chunk.
    public static final int ROWS = 61_440;

    /// Set in column `c` of an `ARRIVAL` that is divisible, beside the priority.
    public static final int DIVISIBLE = 16;

    private static final int EXTRA_START = 4_096;

    /// Stands for the node of an event that no decision tree decided.
    public static final int NO_NODE = -1;

    public final byte[] kind = new byte[ROWS];
    public final int[] tick = new int[ROWS];
    public final int[] agent = new int[ROWS];
    public final int[] other = new int[ROWS];
    public final int[] tx = new int[ROWS];
    public final long[] amount = new long[ROWS];
    public final long[] a = new long[ROWS];
    public final int[] b = new int[ROWS];
    public final int[] c = new int[ROWS];
    public final short[] code = new short[ROWS];

    /// Beside the rows: the nodes that decided, or null where no tree has decided anything.
    private int @Nullable [] nodes;

    private long firstSeq;
    private int size;
    private long[] extra = new long[EXTRA_START];
    private int extraSize;

    /// The seq of row 0.
    public long firstSeq() {
        return firstSeq;
    }

    /// How many rows are filled.
    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == ROWS;
    }

    /// The variable parts; valid up to [#extraSize] and until the next [#reset].
    public long[] extra() {
        return extra;
    }

    public int extraSize() {
        return extraSize;
    }

    /// The kind of row `row`.
    public EventKind kindAt(int row) {
        return KINDS[kind[row]];
    }

    /// The number of the node of a decision tree that decided row `row`, or [#NO_NODE]. It is no part of the event: neither a detail nor in the digest.
    public int nodeAt(int row) {
        return nodes == null ? NO_NODE : nodes[row];
    }

    /// Whether a decision tree may have decided any of the events that this chunk has held.
    public boolean hasNodes() {
        return nodes != null;
    }

    /// Puts the node that decided beside the row.
    public void noteNode(int row, int node) {
        if (nodes == null) {
            nodes = new int[ROWS];
            Arrays.fill(nodes, NO_NODE);
        }
        nodes[row] = node;
    }

    /// Empties the chunk for the events from `seq` on.
    public void reset(long seq) {
        if (nodes != null) Arrays.fill(nodes, 0, size, NO_NODE);
        firstSeq = seq;
        size = 0;
        extraSize = 0;
    }

    /// Takes the rows from [#size] on, which an engine has written straight into the columns, and the longs beside them in [#extra].
    public void claim(int rows, int extraLongs) {
        Objects.checkFromIndexSize(size, rows, ROWS);
        Objects.checkFromIndexSize(extraSize, extraLongs, extra.length);
        size += rows;
        extraSize += extraLongs;
    }

    /// Makes room for `count` longs more in [#extra], without taking them.
    public void ensureExtra(int count) {
        int needed = Math.addExact(extraSize, count);
        if (needed > extra.length) extra = Arrays.copyOf(extra, Math.max(needed, extra.length * 2));
    }

    /// Fills the next row; the caller has made sure that there is one.
    void append(
            EventKind eventKind,
            int tickNow,
            int agentIndex,
            int otherIndex,
            int txNumber,
            long value,
            long columnA,
            int columnB,
            int columnC,
            int codeIndex) {
        int row = size;
        kind[row] = (byte) eventKind.ordinal();
        tick[row] = tickNow;
        agent[row] = agentIndex;
        other[row] = otherIndex;
        tx[row] = txNumber;
        amount[row] = value;
        a[row] = columnA;
        b[row] = columnB;
        c[row] = columnC;
        code[row] = (short) codeIndex;
        size = row + 1;
    }

    /// Makes room for `count` longs of a variable part and returns where they start.
    int reserveExtra(int count) {
        ensureExtra(count);
        int start = extraSize;
        extraSize += count;
        return start;
    }

    private static final EventKind[] KINDS = EventKind.values();
}
