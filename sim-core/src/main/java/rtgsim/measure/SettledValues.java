package rtgsim.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.OffsetMethod;
import rtgsim.event.SettlementOrigin;

/// What each mechanism settled and how much liquidity offsetting saved, from the columns of the log alone.
///
/// It keeps nothing of any transaction and takes a few steps an event, so that every run can have it.
public final class SettledValues {

    private static final String LIQUIDITY_SAVED = "liquidity_saved";

    /// `immediate_value`, … and `liquidity_saved`.
    public static final List<String> NAMES = names();

    private static final OffsetMethod[] OFFSET_METHODS = OffsetMethod.values();
    private static final int MECHANISMS = Mechanism.values().length;

    private final long[] value = new long[MECHANISMS];
    private long saved;

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Mechanism mechanism : Mechanism.values()) names.add(mechanism.label() + "_value");
        names.add(LIQUIDITY_SAVED);
        return List.copyOf(names);
    }

    /// Takes all events of a chunk.
    public void add(EventChunk chunk) {
        for (int row = 0; row < chunk.size(); row++) {
            EventKind kind = chunk.kindAt(row);
            if (kind == EventKind.SETTLEMENT) settlement(chunk.code[row], chunk.amount[row]);
            else if (kind == EventKind.LSM_BILATERAL_OFFSET) bilateral(chunk, row);
            else if (kind == EventKind.LSM_CYCLE_SETTLEMENT) cycle(chunk, row);
        }
    }

    private void settlement(int origin, long amount) {
        if (origin == SettlementOrigin.IMMEDIATE.ordinal()) add(Mechanism.IMMEDIATE, amount);
        else if (origin == SettlementOrigin.QUEUE.ordinal()) add(Mechanism.QUEUE, amount);
    }

    private void add(Mechanism by, long amount) {
        value[by.ordinal()] = Math.addExact(value[by.ordinal()], amount);
    }

    private void bilateral(EventChunk chunk, int row) {
        long total = chunk.amount[row];
        add(chunk.c[row] != 0 ? Mechanism.ENTRY : Mechanism.BILATERAL, total);
        long there = chunk.a[row];
        saved = Math.addExact(saved, 2 * Math.min(there, total - there));
    }

    private void cycle(EventChunk chunk, int row) {
        long[] extra = chunk.extra();
        int at = chunk.b[row];
        int agents = (int) extra[at];
        long used = 0;
        for (int i = 0; i < agents; i++) used = Math.addExact(used, Math.max(0, -extra[at + 2 + agents + i]));
        add(Mechanism.of(OFFSET_METHODS[chunk.code[row]]), chunk.amount[row]);
        saved = Math.addExact(saved, chunk.amount[row] - used);
    }

    /// By name; each a `Long`.
    public Map<String, Number> byName() {
        return byName(value, saved);
    }

    /// @param value by mechanism
    static Map<String, Number> byName(long[] value, long saved) {
        Map<String, Number> byName = new LinkedHashMap<>();
        for (Mechanism mechanism : Mechanism.values()) {
            byName.put(mechanism.label() + "_value", value[mechanism.ordinal()]);
        }
        byName.put(LIQUIDITY_SAVED, saved);
        return byName;
    }
}
