package rtgsim.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// The digest of a run: SHA-256 chained over blocks of [#BLOCK] events.
///
/// It depends on the header's frame and the events alone, not on chunks, engines, threads, ids or the clock. Integers are big-endian of the width named in
/// `docs/events.md`; what is absent has all bits set.
///
///     frame   01, ticks per day u32, ticks of the run u32, agents u32, per agent id (u16 length, UTF-8) and opening balance i64, reasons u16, each as text
///     H       SHA-256(frame), then per block SHA-256(01, H, seq of its first event u64, number of events u32, events)
///     event   number u8, tick u32, agent u32, tx u32, details in order
public final class RunDigest {

    /// Events of a full block.
    public static final int BLOCK = 4_096;

    private static final byte FORMAT = 1;
    private static final int ROW_BYTES = 64;
    private static final int ABSENT = -1;

    private final MessageDigest sha = sha256();
    private byte[] buffer = new byte[BLOCK * ROW_BYTES];
    private int at;
    private byte[] chain;
    private long blockSeq;
    private int blockEvents;
    private boolean finished;

    public RunDigest(RunHeader header) {
        putByte(FORMAT);
        putInt(header.ticksPerDay());
        putInt(Math.multiplyExact(header.ticksPerDay(), header.numDays()));
        putInt(header.agentIds().size());
        for (int agent = 0; agent < header.agentIds().size(); agent++) {
            putText(header.agentIds().get(agent));
            putLong(header.openingBalances().get(agent));
        }
        putShort(header.reasons().size());
        for (String reason : header.reasons()) putText(reason);
        sha.update(buffer, 0, at);
        chain = sha.digest();
        at = 0;
    }

    /// Takes all events of a chunk; chunks come in order of seq.
    public void add(EventChunk chunk) {
        add(chunk, 0, chunk.size());
    }

    /// Takes some rows of a chunk, which come in order of seq too.
    public void add(EventChunk chunk, int fromRow, int untilRow) {
        if (finished) throw new IllegalStateException("the digest is finished");
        for (int row = fromRow; row < untilRow; row++) {
            putEvent(chunk, row);
            if (++blockEvents == BLOCK) closeBlock();
        }
    }

    /// The digest that the run would have if its log ended here, in lower-case hex; more may be added. It costs the hash of one block at most.
    public String soFar() {
        return HexFormat.of().formatHex(blockEvents > 0 ? hashOfBlock() : chain);
    }

    /// The digest of all events added, in lower-case hex.
    public String finish() {
        if (blockEvents > 0) closeBlock();
        finished = true;
        return HexFormat.of().formatHex(chain);
    }

    private void closeBlock() {
        chain = hashOfBlock();
        blockSeq += blockEvents;
        blockEvents = 0;
        at = 0;
    }

    private byte[] hashOfBlock() {
        byte[] head = new byte[13];
        head[0] = FORMAT;
        for (int i = 0; i < 8; i++) head[1 + i] = (byte) (blockSeq >>> (56 - 8 * i));
        for (int i = 0; i < 4; i++) head[9 + i] = (byte) (blockEvents >>> (24 - 8 * i));
        sha.update(head, 0, 1);
        sha.update(chain);
        sha.update(head, 1, 12);
        sha.update(buffer, 0, at);
        return sha.digest();
    }

    private void putEvent(EventChunk chunk, int row) {
        ensure(ROW_BYTES + 16);
        EventKind kind = chunk.kindAt(row);
        putByte(kind.number());
        putInt(chunk.tick[row]);
        putInt(chunk.agent[row]);
        putInt(chunk.tx[row]);
        long amount = chunk.amount[row];
        long a = chunk.a[row];
        int b = chunk.b[row];
        int c = chunk.c[row];
        int code = chunk.code[row];
        switch (kind) {
            case ARRIVAL -> {
                putInt(chunk.other[row]);
                putLong(amount);
                putInt(b);
                putByte(c & (EventChunk.DIVISIBLE - 1));
                putByte((c & EventChunk.DIVISIBLE) != 0 ? 1 : 0);
                putInt((int) a);
                putByte(code);
            }
            case POLICY_SUBMIT -> {
                putByte(code);
                putByte(c);
            }
            case POLICY_HOLD -> {
                putShort(code);
                putByte(c);
                putInt(b);
                putByte((int) a);
            }
            case POLICY_DROP -> putShort(code);
            case POLICY_SPLIT -> putSplit(chunk.extra(), b);
            case COLLATERAL_POST, COLLATERAL_WITHDRAW -> {
                putLong(amount);
                putShort(code);
                putLong(a);
            }
            case SETTLEMENT -> {
                putInt(chunk.other[row]);
                putLong(amount);
                putByte(code);
                putInt(b);
            }
            case QUEUED_RTGS -> {
                putInt(chunk.other[row]);
                putLong(amount);
                putByte(code);
                putLong(a);
            }
            case LSM_BILATERAL_OFFSET -> putBilateral(chunk.extra(), b, amount, a, c);
            case LSM_CYCLE_SETTLEMENT -> putCycle(chunk.extra(), b, amount, a, code);
            case COST_ACCRUAL -> putCost(chunk.extra(), b, amount, a);
            case END_OF_DAY -> {
                putInt(c);
                putLong(a);
                putLong(amount);
                putLong(chunk.extra()[b]);
            }
        }
    }

    private void putSplit(long[] extra, int from) {
        int parts = (int) extra[from];
        putInt(parts);
        putInts(extra, from + 1, parts);
        putInts(extra, from + 1 + parts, parts);
    }

    private void putBilateral(long[] extra, int from, long total, long amountA, int atEntry) {
        int count = (int) extra[from];
        long amountB = total - amountA;
        putInts(extra, from + 2, 2);
        putInts(extra, from + 4, count);
        putLongs(extra, from + 4 + count, count);
        putLong(amountA);
        putLong(amountB);
        putLong(Math.abs(amountA - amountB));
        putByte(atEntry);
    }

    private void putCycle(long[] extra, int from, long total, long used, int method) {
        int agents = (int) extra[from];
        int count = (int) extra[from + 1];
        int txs = from + 2 + 2 * agents;
        putByte(method);
        putInts(extra, from + 2, agents);
        putInts(extra, txs, count);
        putLongs(extra, txs + count, count);
        putLongs(extra, from + 2 + agents, agents);
        putLong(total);
        putLong(used);
    }

    private void putCost(long[] extra, int from, long total, long delay) {
        boolean delayOnly = from == ABSENT;
        putLong(delayOnly ? 0 : extra[from]);
        putLong(delay);
        for (int i = 1; i < 6; i++) putLong(delayOnly ? 0 : extra[from + i]);
        putLong(total);
    }

    /// A list of u32: its length, then its elements.
    private void putInts(long[] values, int from, int count) {
        ensure(4 + 4 * count);
        putInt(count);
        for (int i = 0; i < count; i++) putInt((int) values[from + i]);
        ensure(ROW_BYTES);
    }

    /// A list of i64: its length, then its elements.
    private void putLongs(long[] values, int from, int count) {
        ensure(4 + 8 * count);
        putInt(count);
        for (int i = 0; i < count; i++) putLong(values[from + i]);
        ensure(ROW_BYTES);
    }

    private void ensure(int bytes) {
        int needed = Math.addExact(at, bytes);
        if (needed > buffer.length) buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
    }

    private void putText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ensure(utf8.length + ROW_BYTES);
        putShort(utf8.length);
        System.arraycopy(utf8, 0, buffer, at, utf8.length);
        at += utf8.length;
    }

    private void putByte(int value) {
        buffer[at++] = (byte) value;
    }

    private void putShort(int value) {
        buffer[at] = (byte) (value >>> 8);
        buffer[at + 1] = (byte) value;
        at += 2;
    }

    private void putInt(int value) {
        BIG_INT.set(buffer, at, value);
        at += 4;
    }

    private void putLong(long value) {
        BIG_LONG.set(buffer, at, value);
        at += 8;
    }

    private static final java.lang.invoke.VarHandle BIG_INT =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(int[].class, java.nio.ByteOrder.BIG_ENDIAN);
    private static final java.lang.invoke.VarHandle BIG_LONG =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(long[].class, java.nio.ByteOrder.BIG_ENDIAN);

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
