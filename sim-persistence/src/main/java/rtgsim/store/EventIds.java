package rtgsim.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/// The ids of a simulation's events: UUIDs of version 8, made of the simulation's id and `seq`, so that writing an event twice cannot make two.
///
///     48 bits  of SHA-256(simulation id)
///      4 bits  version, 8
///     12 bits  the next of SHA-256(simulation id)
///      2 bits  variant, binary 10
///     62 bits  seq
public final class EventIds {

    private static final long VARIANT = 1L << 63;
    private static final long SEQ_MASK = (1L << 62) - 1;

    private final long high;

    public EventIds(String simulationId) {
        long first = ByteBuffer.wrap(sha256().digest(simulationId.getBytes(StandardCharsets.UTF_8))).getLong();
        high = (first & ~0xFFFFL) | 0x8000L | ((first >>> 4) & 0x0FFFL);
    }

    /// The id of the event `seq`, lower case.
    public String of(long seq) {
        if (seq < 0) throw new IllegalArgumentException("seq must not be negative: seq=" + seq);
        return new UUID(high, VARIANT | seq).toString();
    }

    /// The seq of an event of this simulation; empty for what is not the id of one.
    public OptionalLong seqOf(String eventId) {
        if (eventId.length() != 36) return OptionalLong.empty();
        UUID id;
        try {
            id = UUID.fromString(eventId.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notAnId) {
            return OptionalLong.empty();
        }
        boolean ours = id.getMostSignificantBits() == high && (id.getLeastSignificantBits() & ~SEQ_MASK) == VARIANT;
        return ours ? OptionalLong.of(id.getLeastSignificantBits() & SEQ_MASK) : OptionalLong.empty();
    }

    /// What the ids of the first 2⁴⁸ events have in common: all but their last twelve digits, which are `seq`.
    String start() {
        return of(0).substring(0, 24);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }
}
