package rtgsim.event;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The run digest once more, from records instead of columns, in the words of `docs/events.md`.
public final class NaiveDigest {

    private static final int BLOCK = 4_096;

    private final RunHeader header;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private NaiveDigest(RunHeader header) {
        this.header = header;
    }

    public static String of(RunHeader header, List<Event> events) {
        try {
            return new NaiveDigest(header).digest(events);
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private String digest(List<Event> events) throws IOException, NoSuchAlgorithmException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        out.writeByte(1);
        out.writeInt(header.ticksPerDay());
        out.writeInt(header.ticksPerDay() * header.numDays());
        out.writeInt(header.agentIds().size());
        for (int i = 0; i < header.agentIds().size(); i++) {
            text(header.agentIds().get(i));
            out.writeLong(header.openingBalances().get(i));
        }
        out.writeShort(header.reasons().size());
        for (String reason : header.reasons()) text(reason);
        byte[] chain = sha.digest(take());
        for (int from = 0; from < events.size(); from += BLOCK) {
            List<Event> block = events.subList(from, Math.min(events.size(), from + BLOCK));
            out.writeByte(1);
            out.write(chain);
            out.writeLong(from);
            out.writeInt(block.size());
            for (Event event : block) event(event);
            chain = sha.digest(take());
        }
        return HexFormat.of().formatHex(chain);
    }

    private byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    private void event(Event event) throws IOException {
        out.writeByte(event.kind().number());
        out.writeInt(event.tick());
        agent(event.agentId());
        tx(event.txId());
        switch (event) {
            case Event.Arrival e -> {
                agent(e.receiverId());
                out.writeLong(e.amount());
                out.writeInt(e.deadlineTick());
                out.writeByte(e.priority());
                out.writeByte(e.divisible() ? 1 : 0);
                tx(e.parentTxId());
                out.writeByte(e.origin().ordinal());
            }
            case Event.PolicySubmit e -> {
                out.writeByte(e.rtgsPriority().ordinal());
                out.writeByte(e.priority());
            }
            case Event.PolicyHold e -> {
                reason(e.reason());
                Integer priority = e.newPriority();
                Integer until = e.untilTick();
                out.writeByte(priority == null ? 0xff : priority);
                out.writeInt(until == null ? -1 : until);
                out.writeByte(e.withdrawn() ? 1 : 0);
            }
            case Event.PolicyDrop e -> reason(e.reason());
            case Event.PolicySplit e -> {
                out.writeInt(e.numSplits());
                txs(e.childTxIds());
                out.writeInt(e.releaseTicks().size());
                for (int tick : e.releaseTicks()) out.writeInt(tick);
            }
            case Event.CollateralPost e -> {
                out.writeLong(e.amount());
                reason(e.reason());
                out.writeLong(e.newTotal());
            }
            case Event.CollateralWithdraw e -> {
                out.writeLong(e.amount());
                reason(e.reason());
                out.writeLong(e.newTotal());
            }
            case Event.Settlement e -> {
                agent(e.receiverId());
                out.writeLong(e.amount());
                out.writeByte(e.origin().ordinal());
                out.writeInt(e.waitedTicks());
            }
            case Event.QueuedRtgs e -> {
                agent(e.receiverId());
                out.writeLong(e.amount());
                out.writeByte(e.cause().ordinal());
                out.writeLong(e.shortfall());
            }
            case Event.LsmBilateralOffset e -> {
                agents(e.agents());
                txs(e.txIds());
                longs(e.amounts());
                out.writeLong(e.amountA());
                out.writeLong(e.amountB());
                out.writeLong(e.liquidityUsed());
                out.writeByte(e.atEntry() ? 1 : 0);
            }
            case Event.LsmCycleSettlement e -> {
                out.writeByte(e.method().ordinal());
                agents(e.agents());
                txs(e.txIds());
                longs(e.amounts());
                longs(e.netPositions());
                out.writeLong(e.totalValue());
                out.writeLong(e.liquidityUsed());
            }
            case Event.CostAccrual e -> {
                out.writeLong(e.overdraft());
                out.writeLong(e.delay());
                out.writeLong(e.collateral());
                out.writeLong(e.liquidity());
                out.writeLong(e.deadlinePenalty());
                out.writeLong(e.splitFriction());
                out.writeLong(e.eodPenalty());
                out.writeLong(e.total());
            }
            case Event.EndOfDay e -> {
                out.writeInt(e.day());
                out.writeLong(e.unsettledCount());
                out.writeLong(e.unsettledValue());
                out.writeLong(e.totalPenalties());
            }
        }
    }

    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(utf8.length);
        out.write(utf8);
    }

    private void agent(@Nullable String id) throws IOException {
        if (id == null) out.writeInt(0xffffffff);
        else if (id.equals("CENTRAL_BANK")) out.writeInt(0xfffffffe);
        else out.writeInt(header.agentIds().indexOf(id));
    }

    private void agents(List<String> ids) throws IOException {
        out.writeInt(ids.size());
        for (String id : ids) agent(id);
    }

    private void tx(@Nullable String id) throws IOException {
        out.writeInt(id == null ? -1 : Integer.parseInt(id.substring(3)));
    }

    private void txs(List<String> ids) throws IOException {
        out.writeInt(ids.size());
        for (String id : ids) tx(id);
    }

    private void longs(List<Long> values) throws IOException {
        out.writeInt(values.size());
        for (long value : values) out.writeLong(value);
    }

    private void reason(String reason) throws IOException {
        int index = header.reasons().indexOf(reason);
        if (index < 0) throw new UncheckedIOException(new IOException("no reason " + reason));
        out.writeShort(index);
    }
}
