package rtgsim.arrivals;

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

    private final MessageDigest sha256;
    private final byte[] hash;
    private final byte[] word = new byte[Long.BYTES];
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
    }

    /// Writes the first state of a stream to `states[into]` and the three after it.
    ///
    /// @param flow its place in the agent's list, from 0
    void seed(int agent, int flow, Purpose purpose, long[] states, int into) {
        sha256.update(DOMAIN);
        update(seed, Long.BYTES);
        sha256.update(ids, idFrom[agent], idFrom[agent + 1] - idFrom[agent]);
        sha256.update((byte) 0);
        update(flow, Integer.BYTES);
        for (int i = 0; i < purpose.label.length(); i++) sha256.update((byte) purpose.label.charAt(i));
        try {
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new AssertionError("the hash has its own length", e);
        }
        for (int i = 0; i < Xoshiro256PlusPlus.WORDS; i++) {
            long value = 0;
            for (int b = 0; b < Long.BYTES; b++) value = (value << 8) | (hash[i * Long.BYTES + b] & 0xff);
            states[into + i] = value;
        }
    }

    /// Hashes the low `length` bytes of `value`, the highest first.
    private void update(long value, int length) {
        for (int i = 0; i < length; i++) word[i] = (byte) (value >>> (8 * (length - 1 - i)));
        sha256.update(word, 0, length);
    }
}
