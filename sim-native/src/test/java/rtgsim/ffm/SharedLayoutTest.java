package rtgsim.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import rtgsim.arrivals.ArrivalBatch;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.QueueCause;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.ledger.AgentColumns;

/// The Java side of the shared layout, read from the classes themselves. The native side is held to the same file by a test of its own.
class SharedLayoutTest {

    private static final Map<Class<?>, Integer> BYTES =
            Map.of(byte.class, 1, short.class, 2, int.class, 4, long.class, 8);

    private final StringBuilder text = new StringBuilder();

    @Test
    void theClassesAreLaidOutAsDescribed() throws Exception {
        line("version = " + SharedLayout.VERSION);
        line("no agent = " + RunHeader.NO_AGENT);
        line("no tx = " + RunHeader.NO_TX);
        for (String column : List.of("kind", "tick", "agent", "other", "tx", "amount", "a", "b", "c", "code")) {
            column("event", column, EventChunk.class.getField(column).getType());
        }
        column("event", "extra", EventChunk.class.getMethod("extra").getReturnType());
        for (String column : List.of("sender", "receiver", "amount")) {
            column("arrival", column, ArrivalBatch.class.getField(column).getType());
        }
        column("arrival", "deadline", ArrivalBatch.class.getField("deadlineTick").getType());
        column("arrival", "marks", ArrivalBatch.class.getField("priority").getType());
        column("agent", "opening_balance", AgentColumns.class.getMethod("openingBalance").getReturnType());
        column("agent", "credit_line", AgentColumns.class.getMethod("creditLines").getReturnType());
        for (EventKind kind :
                List.of(
                        EventKind.ARRIVAL,
                        EventKind.POLICY_SUBMIT,
                        EventKind.POLICY_DROP,
                        EventKind.SETTLEMENT,
                        EventKind.QUEUED_RTGS,
                        EventKind.LSM_BILATERAL_OFFSET,
                        EventKind.END_OF_DAY)) {
            line("kind " + kind.name() + " = " + kind.ordinal());
        }
        line("code RTGS_PRIORITY_NORMAL = " + RtgsPriority.NORMAL.ordinal());
        line("code SETTLEMENT_IMMEDIATE = " + SettlementOrigin.IMMEDIATE.ordinal());
        line("code SETTLEMENT_QUEUE = " + SettlementOrigin.QUEUE.ordinal());
        line("code CAUSE_LIQUIDITY = " + QueueCause.LIQUIDITY.ordinal());
        line("code REASON_CLOSE = " + Reason.CLOSE.ordinal());
        line("code ORIGIN_GENERATED = " + ArrivalOrigin.GENERATED.ordinal());
        line("mark PRIORITY = " + (EventChunk.DIVISIBLE - 1));
        line("mark DIVISIBLE = " + EventChunk.DIVISIBLE);
        line("mark ORIGIN_SHIFT = " + SharedLayout.ORIGIN_SHIFT);
        for (String status :
                List.of(
                        "DONE",
                        "PAUSED",
                        "CHUNK_FULL",
                        "EXTRA_FULL",
                        "NOT_COVERED",
                        "NOT_CONSERVED",
                        "OVERFLOW",
                        "NO_MEMORY",
                        "PANIC")) {
            Field constant = SharedLayout.class.getDeclaredField(status);
            line("status " + status + " = " + constant.getInt(null));
        }
        struct(SharedLayout.COMPILED_SCENARIO);
        line("receivers PAYS_ALL_OTHERS = " + SharedLayout.PAYS_ALL_OTHERS);
        line("receivers PAYS_BY_SIZE = " + SharedLayout.PAYS_BY_SIZE);
        line("cap END_OF_DAY = " + SharedLayout.CAP_END_OF_DAY);
        line("cap END_OF_RUN = " + SharedLayout.CAP_END_OF_RUN);
        struct(SharedLayout.COMPILED_FLOWS);
        struct(SharedLayout.BLOCK);
        struct(SharedLayout.CALL);
        struct(SharedLayout.PROGRESS);
        assertEquals(SharedLayout.described(), text.toString());
    }

    private void column(String group, String name, Class<?> array) {
        Integer bytes = BYTES.get(array.getComponentType());
        line(String.format(Locale.ROOT, "%s column %s of %d bytes", group, name, bytes));
    }

    private void struct(StructLayout struct) {
        String name = struct.name().orElseThrow();
        line("struct " + name + " of " + struct.byteSize() + " bytes");
        for (MemoryLayout member : struct.memberLayouts()) {
            String field = member.name().orElseThrow();
            line(name + "." + field + " at " + SharedLayout.offset(struct, field));
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
