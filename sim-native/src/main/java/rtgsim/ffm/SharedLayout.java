package rtgsim.ffm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/// What Java and native code must see alike, as `shared-layout.txt` describes it. A test holds these definitions and those of the log to that file.
final class SharedLayout {

    static final int VERSION = 4;

    /// The parts of the column `marks` of an arrival, beside the priority and [rtgsim.event.EventChunk#DIVISIBLE].
    static final int ORIGIN_SHIFT = 5;

    /// How a call ended.
    static final int DONE = 0;

    static final int PAUSED = 1;
    static final int CHUNK_FULL = 2;
    static final int EXTRA_FULL = 3;
    static final int NOT_COVERED = 4;
    static final int NOT_CONSERVED = 5;
    static final int OVERFLOW = 6;
    static final int NO_MEMORY = 7;
    static final int PANIC = 8;

    static final StructLayout COMPILED_SCENARIO =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_INT.withName("ticks_per_day"),
                            ValueLayout.JAVA_INT.withName("rejects_at_close"),
                            ValueLayout.JAVA_INT.withName("agents"),
                            ValueLayout.JAVA_INT.withName("layout_version"),
                            ValueLayout.JAVA_LONG.withName("bilateral_every_ticks"),
                            ValueLayout.JAVA_LONG.withName("central_bank"),
                            ValueLayout.ADDRESS.withName("opening_balance"),
                            ValueLayout.ADDRESS.withName("credit_line"))
                    .withName("CompiledScenario");

    /// Whom a flow pays, where it has no weights; else the place of its list.
    static final int PAYS_ALL_OTHERS = -1;

    static final int PAYS_BY_SIZE = -2;

    /// How deadlines are capped; 0 is not at all.
    static final int CAP_END_OF_DAY = 1;

    static final int CAP_END_OF_RUN = 2;

    static final StructLayout COMPILED_FLOWS =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_LONG.withName("seed"),
                            ValueLayout.JAVA_INT.withName("ticks_per_day"),
                            ValueLayout.JAVA_INT.withName("total_ticks"),
                            ValueLayout.JAVA_INT.withName("deadline_cap"),
                            ValueLayout.JAVA_INT.withName("agents"),
                            ValueLayout.JAVA_LONG.withName("flows"),
                            ValueLayout.JAVA_LONG.withName("words_count"),
                            ValueLayout.ADDRESS.withName("ids"),
                            ValueLayout.ADDRESS.withName("id_from"),
                            ValueLayout.ADDRESS.withName("sizes"),
                            ValueLayout.ADDRESS.withName("sender"),
                            ValueLayout.ADDRESS.withName("index_in_agent"),
                            ValueLayout.ADDRESS.withName("draw"),
                            ValueLayout.ADDRESS.withName("receivers"),
                            ValueLayout.ADDRESS.withName("rate"),
                            ValueLayout.ADDRESS.withName("words"))
                    .withName("CompiledFlows");

    static final StructLayout BLOCK =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_INT.withName("ticks"),
                            ValueLayout.JAVA_INT.withName("arrivals"),
                            ValueLayout.ADDRESS.withName("tick_ends"),
                            ValueLayout.ADDRESS.withName("sender"),
                            ValueLayout.ADDRESS.withName("receiver"),
                            ValueLayout.ADDRESS.withName("amount"),
                            ValueLayout.ADDRESS.withName("deadline"),
                            ValueLayout.ADDRESS.withName("marks"))
                    .withName("Block");

    static final StructLayout CALL =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_INT.withName("ticks"),
                            ValueLayout.JAVA_INT.withName("work"),
                            ValueLayout.JAVA_INT.withName("rows"),
                            ValueLayout.JAVA_INT.withName("rows_end"),
                            ValueLayout.JAVA_INT.withName("extra_rows"),
                            ValueLayout.JAVA_INT.withName("extra_room"),
                            ValueLayout.ADDRESS.withName("tick_ends"),
                            ValueLayout.ADDRESS.withName("sender"),
                            ValueLayout.ADDRESS.withName("receiver"),
                            ValueLayout.ADDRESS.withName("amount"),
                            ValueLayout.ADDRESS.withName("deadline"),
                            ValueLayout.ADDRESS.withName("marks"),
                            ValueLayout.ADDRESS.withName("event_kind"),
                            ValueLayout.ADDRESS.withName("event_tick"),
                            ValueLayout.ADDRESS.withName("event_agent"),
                            ValueLayout.ADDRESS.withName("event_other"),
                            ValueLayout.ADDRESS.withName("event_tx"),
                            ValueLayout.ADDRESS.withName("event_amount"),
                            ValueLayout.ADDRESS.withName("event_a"),
                            ValueLayout.ADDRESS.withName("event_b"),
                            ValueLayout.ADDRESS.withName("event_c"),
                            ValueLayout.ADDRESS.withName("event_code"),
                            ValueLayout.ADDRESS.withName("event_extra"))
                    .withName("Call");

    static final StructLayout PROGRESS =
            MemoryLayout.structLayout(
                            ValueLayout.JAVA_LONG.withName("rows"),
                            ValueLayout.JAVA_LONG.withName("extra"),
                            ValueLayout.JAVA_LONG.withName("extra_wanted"),
                            ValueLayout.JAVA_LONG.withName("tick"),
                            ValueLayout.JAVA_LONG.withName("transactions"),
                            ValueLayout.JAVA_LONG.withName("arrived_value"),
                            ValueLayout.JAVA_LONG.withName("settled_count"),
                            ValueLayout.JAVA_LONG.withName("settled_value"),
                            ValueLayout.JAVA_LONG.withName("offset_value"),
                            ValueLayout.JAVA_LONG.withName("dropped_count"),
                            ValueLayout.JAVA_LONG.withName("dropped_value"),
                            ValueLayout.JAVA_LONG.withName("overdue_gone"),
                            ValueLayout.JAVA_LONG.withName("delay_sum"),
                            ValueLayout.JAVA_LONG.withName("delay_max"),
                            ValueLayout.JAVA_LONG.withName("weighted_delay_high"),
                            ValueLayout.JAVA_LONG.withName("weighted_delay_low"),
                            ValueLayout.JAVA_LONG.withName("credit_used_max"),
                            ValueLayout.JAVA_LONG.withName("queue_count"),
                            ValueLayout.JAVA_LONG.withName("queue_count_max"),
                            ValueLayout.JAVA_LONG.withName("queue_value_max"))
                    .withName("Progress");

    private SharedLayout() {}

    static long offset(StructLayout struct, String field) {
        return struct.byteOffset(MemoryLayout.PathElement.groupElement(field));
    }

    /// The lines of `shared-layout.txt` that say something.
    static String described() throws IOException {
        try (InputStream in = SharedLayout.class.getResourceAsStream("shared-layout.txt")) {
            if (in == null) throw new IOException("shared-layout.txt is not where the classes are");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }
}
