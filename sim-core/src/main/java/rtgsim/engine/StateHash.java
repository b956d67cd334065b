package rtgsim.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// SHA-256 over the state of a run at each end of a day, after the last event of that day, as `docs/events.md` lays it out. An engine tells it what is in its
/// own columns; the replayer has a layout of its own, so that both can be compared.
///
///     frame    01, day u32, events so far u64, agents u32, balance of the central bank i64
///     agent    balance, unsecured cap, posted collateral, allocated pool, what is left of the reservations for urgent and for highly urgent,
///              net sent today under the multilateral limit (0 without one), costs so far: eight i64
///     limits   bilateral ones u32, each: net sent today i64
///     internal transactions u32, each: number u32, declared priority u8, amount i64
///     central  transactions u32, each: number u32, RTGS priority u8, declared priority u8, amount i64
///
/// Agents come in agent order, limits by agent and receiver, internal transactions by agent and number, the central queue in queue order. Integers are
/// big-endian. Of a day, one call of [#begin], one of [#agent] each, then [#limits], [#internal] and [#central], each with what it counts, and [#end].
public final class StateHash {

    private static final byte FORMAT = 1;
    private static final int HASH_BYTES = 32;
    private static final int BUFFER_BYTES = 8_192;

    /// The most that one call writes.
    private static final int LARGEST_PART = 64;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest sha = sha256();
    private final byte[] buffer = new byte[BUFFER_BYTES + LARGEST_PART];
    private int at;
    private byte[] hashes = new byte[32 * HASH_BYTES];
    private int days;

    /// @param events so far, those of this day among them
    public void begin(int day, long events, int agents, long centralBank) {
        putByte(FORMAT);
        putInt(day);
        putLong(events);
        putInt(agents);
        putLong(centralBank);
        flush();
    }

    public void agent(
            long balance,
            long unsecuredCap,
            long posted,
            long allocated,
            long urgentLeft,
            long highlyUrgentLeft,
            long netSentToMany,
            long costs) {
        putLong(balance);
        putLong(unsecuredCap);
        putLong(posted);
        putLong(allocated);
        putLong(urgentLeft);
        putLong(highlyUrgentLeft);
        putLong(netSentToMany);
        putLong(costs);
        flush();
    }

    public void limits(int count) {
        putInt(count);
        flush();
    }

    public void netSent(long amount) {
        putLong(amount);
        flush();
    }

    public void internal(int count) {
        putInt(count);
        flush();
    }

    public void internalTransaction(int number, int priority, long amount) {
        putInt(number);
        putByte(priority);
        putLong(amount);
        flush();
    }

    public void central(int count) {
        putInt(count);
        flush();
    }

    public void centralTransaction(int number, int rtgsPriority, int priority, long amount) {
        putInt(number);
        putByte(rtgsPriority);
        putByte(priority);
        putLong(amount);
        flush();
    }

    /// The state of the day is complete.
    public void end() {
        sha.update(buffer, 0, at);
        at = 0;
        int place = days * HASH_BYTES;
        if (place == hashes.length) hashes = Arrays.copyOf(hashes, Math.multiplyExact(place, 2));
        try {
            sha.digest(hashes, place, HASH_BYTES);
        } catch (DigestException never) {
            throw new AssertionError("there is room for a hash", never);
        }
        days++;
    }

    /// The hash of each day so far, in lower-case hex.
    public List<String> all() {
        List<String> all = new ArrayList<>(days);
        for (int day = 0; day < days; day++) {
            all.add(HexFormat.of().formatHex(hashes, day * HASH_BYTES, (day + 1) * HASH_BYTES));
        }
        return List.copyOf(all);
    }

    private void flush() {
        if (at < BUFFER_BYTES) return;
        sha.update(buffer, 0, at);
        at = 0;
    }

    private void putByte(int value) {
        buffer[at++] = (byte) value;
    }

    private void putInt(int value) {
        INT.set(buffer, at, value);
        at += Integer.BYTES;
    }

    private void putLong(long value) {
        LONG.set(buffer, at, value);
        at += Long.BYTES;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
