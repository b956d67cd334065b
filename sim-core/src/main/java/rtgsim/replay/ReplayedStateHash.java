package rtgsim.replay;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import rtgsim.event.RtgsPriority;

/// The state hash that `docs/events.md` defines, of the state that was rebuilt from the log.
final class ReplayedStateHash {

    private static final int FORMAT = 1;

    private final ReplayedState state;
    private final MessageDigest hash;
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    ReplayedStateHash(ReplayedState state) {
        this.state = state;
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }

    /// In lower-case hex.
    String ofDay(int day, long events) {
        writeByte(FORMAT);
        writeInt(day);
        writeLong(events);
        writeInt(state.agents);
        writeLong(state.centralBankBalance());
        for (int agent = 0; agent < state.agents; agent++) writeAgent(agent);
        writeLimits();
        writeQueues();
        return HexFormat.of().formatHex(hash.digest());
    }

    private void writeByte(int value) {
        hash.update((byte) value);
    }

    private void writeInt(int value) {
        hash.update(number.clear().putInt(value).flip());
    }

    private void writeLong(long value) {
        hash.update(number.clear().putLong(value).flip());
    }

    private void writeAgent(int agent) {
        writeLong(state.balance(agent));
        writeLong(state.unsecuredCap(agent));
        writeLong(state.postedCollateral(agent));
        writeLong(state.allocatedPool(agent));
        writeLong(state.reservationLeft(agent, RtgsPriority.URGENT));
        writeLong(state.reservationLeft(agent, RtgsPriority.HIGHLY_URGENT));
        writeLong(state.multilateralLimit(agent) == null ? 0 : state.netSentMultilateral(agent));
        writeLong(state.costs.ofAgent(agent));
    }

    private void writeLimits() {
        List<Long> netSent = new ArrayList<>();
        for (int agent = 0; agent < state.agents; agent++) {
            for (int receiver : new TreeMap<>(state.bilateralLimits(agent)).keySet()) {
                netSent.add(state.netSent(agent, receiver));
            }
        }
        writeInt(netSent.size());
        for (long amount : netSent) writeLong(amount);
    }

    private void writeQueues() {
        int count = 0;
        for (int agent = 0; agent < state.agents; agent++) count += state.internal(agent).size();
        writeInt(count);
        for (int agent = 0; agent < state.agents; agent++) {
            for (Tx tx : state.internal(agent)) {
                writeInt(tx.number);
                writeByte(tx.declaredPriority);
                writeLong(tx.amount);
            }
        }
        SortedSet<Tx> central = state.central();
        writeInt(central.size());
        for (Tx tx : central) {
            writeInt(tx.number);
            writeByte(tx.rtgsPriority.ordinal());
            writeByte(tx.declaredPriority);
            writeLong(tx.amount);
        }
    }
}
