package rtgsim.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import rtgsim.arrivals.FlowColumns;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.AmountDistribution.Bounds;
import rtgsim.scenario.Flow;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.Simulation;

/// Draws the arrivals of the generator `per_agent` in native code, the same as [rtgsim.arrivals.GeneratedArrivals] draws, and leaves them there.
final class NativeFlows implements AutoCloseable {

    private final NativeLibrary library;
    private final Arena memory = Arena.ofShared();
    private final MemorySegment block = memory.allocate(SharedLayout.BLOCK);
    private MemorySegment flows;

    NativeFlows(NativeLibrary library, Simulation simulation, FlowColumns columns) {
        this.library = library;
        try (Arena arena = Arena.ofConfined()) {
            long made = library.call("rtgsim_flows_create", compiled(arena, simulation, columns));
            if (made == 0) throw new OutOfMemoryError("no memory for the arrivals of the native engine");
            flows = MemorySegment.ofAddress(made);
        }
    }

    private static MemorySegment compiled(Arena arena, Simulation simulation, FlowColumns columns) {
        int[] receivers = new int[columns.sender.length];
        long[] words = words(columns, receivers);
        MemorySegment compiled = arena.allocate(SharedLayout.COMPILED_FLOWS);
        compiled.set(ValueLayout.JAVA_LONG, at("seed"), columns.seed);
        compiled.set(ValueLayout.JAVA_INT, at("ticks_per_day"), simulation.ticksPerDay());
        compiled.set(ValueLayout.JAVA_INT, at("total_ticks"), simulation.totalTicks());
        compiled.set(ValueLayout.JAVA_INT, at("deadline_cap"), cap(simulation.deadlineCap()));
        compiled.set(ValueLayout.JAVA_INT, at("agents"), columns.sizes.length);
        compiled.set(ValueLayout.JAVA_LONG, at("flows"), columns.sender.length);
        compiled.set(ValueLayout.JAVA_LONG, at("words_count"), words.length);
        set(compiled, "ids", arena.allocateFrom(ValueLayout.JAVA_BYTE, columns.ids));
        set(compiled, "id_from", arena.allocateFrom(ValueLayout.JAVA_INT, columns.idFrom));
        set(compiled, "sizes", arena.allocateFrom(ValueLayout.JAVA_LONG, columns.sizes));
        set(compiled, "sender", arena.allocateFrom(ValueLayout.JAVA_INT, columns.sender));
        set(compiled, "index_in_agent", arena.allocateFrom(ValueLayout.JAVA_INT, columns.indexInAgent));
        set(compiled, "draw", arena.allocateFrom(ValueLayout.JAVA_INT, columns.draw));
        set(compiled, "receivers", arena.allocateFrom(ValueLayout.JAVA_INT, receivers));
        set(compiled, "rate", arena.allocateFrom(ValueLayout.JAVA_DOUBLE, columns.rate));
        set(compiled, "words", arena.allocateFrom(ValueLayout.JAVA_LONG, words));
        return compiled;
    }

    private static void set(MemorySegment compiled, String field, MemorySegment column) {
        compiled.set(ValueLayout.ADDRESS, at(field), column);
    }

    private static long at(String field) {
        return SharedLayout.offset(SharedLayout.COMPILED_FLOWS, field);
    }

    private static int cap(Simulation.DeadlineCap cap) {
        return switch (cap) {
            case NONE -> 0;
            case END_OF_DAY -> SharedLayout.CAP_END_OF_DAY;
            case END_OF_RUN -> SharedLayout.CAP_END_OF_RUN;
        };
    }

    /// What the draws and the lists of receivers are, in the order that `layout.rs` gives.
    ///
    /// @param receivers where it goes whom each flow pays
    private static long[] words(FlowColumns columns, int[] receivers) {
        Words words = new Words();
        words.add(columns.draws.size());
        for (Flow flow : columns.draws) {
            words.amount(flow.amount());
            words.priority(flow.priority());
            words.add(flow.divisible() ? 1 : 0);
            words.add(flow.deadlineOffsetMin());
            words.add(flow.deadlineOffsetMax());
            words.add(flow.profile().size());
            flow.profile().forEach(words::add);
        }
        List<NavigableMap<Integer, Double>> lists = new ArrayList<>();
        for (int i = 0; i < receivers.length; i++) {
            NavigableMap<Integer, Double> weights = columns.weights(i);
            if (weights == null) {
                receivers[i] = columns.paysBySize(i) ? SharedLayout.PAYS_BY_SIZE : SharedLayout.PAYS_ALL_OTHERS;
            } else {
                receivers[i] = lists.size();
                lists.add(weights);
            }
        }
        words.add(lists.size());
        for (NavigableMap<Integer, Double> weights : lists) {
            words.add(weights.values().stream().filter(weight -> weight > 0).count());
            weights.forEach((receiver, weight) -> {
                if (weight > 0) words.add(receiver, weight);
            });
        }
        return words.all();
    }

    /// Draws the next ticks, at most `mostTicks`, up to the one in which the block reaches `mostArrivals`.
    ///
    /// @return a status; after [SharedLayout#DONE] [#ticks] and [#columns] say what was drawn
    int draw(int mostTicks, int mostArrivals) {
        block.set(ValueLayout.JAVA_INT, Block.TICKS, mostTicks);
        block.set(ValueLayout.JAVA_INT, Block.ARRIVALS, mostArrivals);
        return library.draw(flows, block);
    }

    /// How many ticks were drawn.
    int ticks() {
        return block.get(ValueLayout.JAVA_INT, Block.TICKS);
    }

    /// Writes where the columns of the block are, in the order of a [SharedLayout#CALL]. They stay until the next draw.
    void columns(MemorySegment[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = block.get(ValueLayout.ADDRESS, Block.COLUMNS + i * ValueLayout.ADDRESS.byteSize());
        }
    }

    @Override
    public void close() {
        library.call("rtgsim_flows_free", flows);
        flows = MemorySegment.NULL;
        memory.close();
    }

    private static final class Block {
        static final long TICKS = SharedLayout.offset(SharedLayout.BLOCK, "ticks");
        static final long ARRIVALS = SharedLayout.offset(SharedLayout.BLOCK, "arrivals");
        static final long COLUMNS = SharedLayout.offset(SharedLayout.BLOCK, "tick_ends");
    }

    /// Numbers one after the other.
    private static final class Words {

        private long[] words = new long[64];
        private int count;

        void add(long word) {
            if (count == words.length) words = Arrays.copyOf(words, 2 * count);
            words[count++] = word;
        }

        void add(double real) {
            add(Double.doubleToRawLongBits(real));
        }

        void add(int number, double real) {
            add(number);
            add(real);
        }

        void amount(AmountDistribution distribution) {
            switch (distribution) {
                case AmountDistribution.Constant(long value) -> amount(0, 0, 0, value, value);
                case AmountDistribution.Uniform(long min, long max) -> amount(1, 0, 0, min, max);
                case AmountDistribution.Empirical(List<Long> values) ->
                        amount(2, 0, 0, 0, 0, values.stream().mapToLong(Long::longValue).toArray());
                case AmountDistribution.Normal(double mean, double stdDev, Bounds bounds) ->
                        amount(3, mean, stdDev, bounds.min(), bounds.max());
                case AmountDistribution.LogNormal amount ->
                        amount(4, amount.mu(), amount.sigma(), amount.bounds().min(), amount.bounds().max());
                case AmountDistribution.LogNormalMedian amount ->
                        amount(4, amount.mu(), amount.sigma(), amount.bounds().min(), amount.bounds().max());
                case AmountDistribution.Exponential(double mean, Bounds bounds) ->
                        amount(5, mean, 0, bounds.min(), bounds.max());
            }
        }

        private void amount(int kind, double first, double second, long min, long max, long... values) {
            add(kind);
            add(first);
            add(second);
            add(min);
            add(max);
            add(values.length);
            for (long value : values) add(value);
        }

        void priority(PriorityDistribution distribution) {
            switch (distribution) {
                case PriorityDistribution.Fixed(int value) -> priority(0, value, value);
                case PriorityDistribution.Uniform(int min, int max) -> priority(1, min, max);
                case PriorityDistribution.Categorical(NavigableMap<Integer, Double> weights) -> {
                    add(2);
                    add(0);
                    add(0);
                    add(weights.size());
                    weights.forEach(this::add);
                }
            }
        }

        private void priority(int kind, int min, int max) {
            add(kind);
            add(min);
            add(max);
            add(0);
        }

        long[] all() {
            return Arrays.copyOf(words, count);
        }
    }
}
