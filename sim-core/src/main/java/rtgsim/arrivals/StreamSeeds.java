package rtgsim.arrivals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/// The first states of a run's streams, one per agent, flow and purpose.
///
/// A state is the SHA-256 of these bytes, read as four big-endian longs, so a stream depends on nothing but its own name and the seed of the run:
///
///     "rtgsim-stream-1"  00  seed u64  agent id in UTF-8  00  flow u32  purpose in ASCII
///
/// The ids are kept encoded, so that a stream that is first used late in a run allocates nothing.
final class StreamSeeds {

    /// What a stream is drawn for.
    enum Purpose {
        COUNT("count"),
        AMOUNT("amount"),
        RECEIVER("receiver"),
        DEADLINE("deadline"),
        PRIORITY("priority");

        private final String label;

        Purpose(String label) {
            this.label = label;
        }
    }

    private static final byte[] DOMAIN = "rtgsim-stream-1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LABEL_MAX = 8;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest sha256;
    private final byte[] hash;

    /// The bytes that are hashed, the domain always at their front.
    private final byte[] name;

    private final long seed;
    private final byte[] ids;
    private final int[] idFrom;

    /// @param agentIds in agent order
    StreamSeeds(long seed, List<String> agentIds) {
        this.seed = seed;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
        hash = new byte[sha256.getDigestLength()];
        idFrom = new int[agentIds.size() + 1];
        byte[] bytes = new byte[agentIds.size() * 16];
        for (int agent = 0; agent < agentIds.size(); agent++) {
            byte[] id = agentIds.get(agent).getBytes(StandardCharsets.UTF_8);
            int until = Math.addExact(idFrom[agent], id.length);
            if (until > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(until, bytes.length * 2));
            System.arraycopy(id, 0, bytes, idFrom[agent], id.length);
            idFrom[agent + 1] = until;
        }
        ids = bytes;
        int longest = 0;
        for (int agent = 0; agent < agentIds.size(); agent++) {
            longest = Math.max(longest, idFrom[agent + 1] - idFrom[agent]);
        }
        name = Arrays.copyOf(DOMAIN, DOMAIN.length + Long.BYTES + longest + 1 + Integer.BYTES + LABEL_MAX);
    }

    long seed() {
        return seed;
    }

    /// The ids of all agents in UTF-8, one after the other; see [#idFrom].
    byte[] ids() {
        return ids;
    }

    /// Where the id of each agent begins in [#ids], and after the last where it ends.
    int[] idFrom() {
        return idFrom;
    }

    /// Writes the first state of a stream to `states[into]` and the three after it.
    ///
    /// @param flow its place in the agent's list, from 0
    void seed(int agent, int flow, Purpose purpose, long[] states, int into) {
        int idLength = idFrom[agent + 1] - idFrom[agent];
        int at = DOMAIN.length;
        LONG.set(name, at, seed);
        at += Long.BYTES;
        System.arraycopy(ids, idFrom[agent], name, at, idLength);
        at += idLength;
        name[at++] = 0;
        INT.set(name, at, flow);
        at += Integer.BYTES;
        for (int i = 0; i < purpose.label.length(); i++) name[at++] = (byte) purpose.label.charAt(i);
        try {
            sha256.update(name, 0, at);
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new AssertionError("the hash has its own length", e);
        }
        for (int i = 0; i < Xoshiro256PlusPlus.WORDS; i++) states[into + i] = (long) LONG.get(hash, i * Long.BYTES);
    }
}
