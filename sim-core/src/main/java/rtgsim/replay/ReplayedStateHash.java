package rtgsim.replay;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    ReplayedStateHash(ReplayedState state) {
        this.state = state;
    }

    /// In lower-case hex.
    String ofDay(int day, long events) {
        try {
            out.writeByte(FORMAT);
            out.writeInt(day);
            out.writeLong(events);
            out.writeInt(state.agents);
            out.writeLong(state.centralBankBalance());
            for (int agent = 0; agent < state.agents; agent++) writeAgent(agent);
            writeLimits();
            writeQueues();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        } catch (NoSuchAlgorithmException every) {
            throw new AssertionError("every Java platform has SHA-256", every);
        }
    }

    private void writeAgent(int agent) throws IOException {
        out.writeLong(state.balance(agent));
        out.writeLong(state.unsecuredCap(agent));
        out.writeLong(state.postedCollateral(agent));
        out.writeLong(state.allocatedPool(agent));
        out.writeLong(state.reservationLeft(agent, RtgsPriority.URGENT));
        out.writeLong(state.reservationLeft(agent, RtgsPriority.HIGHLY_URGENT));
        out.writeLong(state.multilateralLimit(agent) == null ? 0 : state.netSentMultilateral(agent));
        out.writeLong(state.costs.ofAgent(agent));
    }

    private void writeLimits() throws IOException {
        List<Long> netSent = new ArrayList<>();
        for (int agent = 0; agent < state.agents; agent++) {
            for (int receiver : new TreeMap<>(state.bilateralLimits(agent)).keySet()) {
                netSent.add(state.netSent(agent, receiver));
            }
        }
        out.writeInt(netSent.size());
        for (long amount : netSent) out.writeLong(amount);
    }

    private void writeQueues() throws IOException {
        int count = 0;
        for (int agent = 0; agent < state.agents; agent++) count += state.internal(agent).size();
        out.writeInt(count);
        for (int agent = 0; agent < state.agents; agent++) {
            for (Tx tx : state.internal(agent)) {
                out.writeInt(tx.number);
                out.writeByte(tx.declaredPriority);
                out.writeLong(tx.amount);
            }
        }
        SortedSet<Tx> central = state.central();
        out.writeInt(central.size());
        for (Tx tx : central) {
            out.writeInt(tx.number);
            out.writeByte(tx.rtgsPriority.ordinal());
            out.writeByte(tx.declaredPriority);
            out.writeLong(tx.amount);
        }
    }
}
