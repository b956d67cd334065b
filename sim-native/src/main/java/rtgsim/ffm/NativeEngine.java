package rtgsim.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.ArrivalBatch;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.arrivals.GeneratedArrivals;
import rtgsim.engine.Engine;
import rtgsim.engine.StateHash;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventChunk;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.AgentColumns;
import rtgsim.ledger.InvariantViolated;
import rtgsim.measure.Measures;
import rtgsim.measure.Totals;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// The engine in native code. It is handed blocks of whole ticks with their arrivals as columns, and fills the columns of the log.
///
/// What the generator `per_agent` draws, native code draws itself; arrivals from elsewhere are shown to it.
///
/// Native code runs until the block is done, the chunk is full, or the work allowed for one call is used up, and is called again with the same block. All state
/// is its own; of that, this class reads where it stands and its sums.
final class NativeEngine implements Engine {

    /// A block ends with the tick in which it reaches one of these.
    private static final int BLOCK_TICKS = 256;

    private static final int BLOCK_ARRIVALS = 16_384;

    /// Rows to write, or queued transactions or agents to look at, in a call that holds the collector up: less than 100 microseconds.
    private static final int WORK_IN_PLACE = 4_096;

    private static final int NORMAL = RtgsPriority.NORMAL.ordinal();

    private final NativeLibrary library;
    private final Scenario scenario;
    private final Simulation simulation;
    private final ArrivalSource arrivals;
    private final @Nullable NativeFlows flows;
    private final ChunkExchange exchange;
    private final boolean inPlace;
    private final int work;
    private final Columns columns;
    private final Arena memory = Arena.ofShared();
    private final MemorySegment call = memory.allocate(SharedLayout.CALL);
    private final StateHash stateHash = new StateHash();
    private final long[] unsecuredCap;
    private final long[] posted;
    private final long centralBank;
    private final ArrivalBatch batch = new ArrivalBatch();
    private Arena stateMemory = Arena.ofShared();
    private MemorySegment state = MemorySegment.NULL;
    private int[] tickEnds = new int[1];
    private EventChunk chunk;
    private MemorySegment engine;
    private boolean finished;

    NativeEngine(
            NativeLibrary library,
            Handover handover,
            Scenario scenario,
            AgentOrder order,
            ArrivalSource arrivals,
            ChunkExchange exchange) {
        this(
                library,
                handover,
                handover == Handover.IN_PLACE ? WORK_IN_PLACE : Integer.MAX_VALUE,
                scenario,
                order,
                arrivals,
                exchange);
    }

    /// @param work what one call may do
    NativeEngine(
            NativeLibrary library,
            Handover handover,
            int work,
            Scenario scenario,
            AgentOrder order,
            ArrivalSource arrivals,
            ChunkExchange exchange) {
        this.library = library;
        this.scenario = scenario;
        this.arrivals = arrivals;
        this.exchange = exchange;
        this.work = work;
        simulation = scenario.simulation();
        inPlace = handover == Handover.IN_PLACE;
        chunk = exchange.exchange(null);
        chunk.reset(0);
        AgentColumns agents = new AgentColumns(scenario, order);
        unsecuredCap = agents.unsecuredCap();
        posted = agents.posted();
        centralBank = centralBank(agents);
        engine = create(agents);
        flows =
                arrivals instanceof GeneratedArrivals generated
                        ? new NativeFlows(library, simulation, generated.columns())
                        : null;
        columns = new Columns(handover);
        columns.show(chunk);
    }

    private static long centralBank(AgentColumns agents) {
        long balance = 0;
        for (long opening : agents.openingBalance()) balance = Math.subtractExact(balance, opening);
        return balance;
    }

    @SuppressWarnings("restricted")
    private MemorySegment create(AgentColumns agents) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment compiled = arena.allocate(SharedLayout.COMPILED_SCENARIO);
            compiled.set(ValueLayout.JAVA_INT, Compiled.TICKS_PER_DAY, simulation.ticksPerDay());
            compiled.set(ValueLayout.JAVA_INT, Compiled.REJECTS_AT_CLOSE, rejectsAtClose() ? 1 : 0);
            compiled.set(ValueLayout.JAVA_INT, Compiled.AGENTS, agents.openingBalance().length);
            compiled.set(ValueLayout.JAVA_INT, Compiled.LAYOUT_VERSION, SharedLayout.VERSION);
            compiled.set(ValueLayout.JAVA_LONG, Compiled.BILATERAL_EVERY_TICKS, bilateralEveryTicks());
            compiled.set(ValueLayout.JAVA_LONG, Compiled.CENTRAL_BANK, centralBank);
            MemorySegment opening = arena.allocateFrom(ValueLayout.JAVA_LONG, agents.openingBalance());
            MemorySegment credit = arena.allocateFrom(ValueLayout.JAVA_LONG, agents.creditLines());
            compiled.set(ValueLayout.ADDRESS, Compiled.OPENING_BALANCE, opening);
            compiled.set(ValueLayout.ADDRESS, Compiled.CREDIT_LINE, credit);
            long made = library.call("rtgsim_create", compiled);
            if (made == 0) throw new OutOfMemoryError("no memory for the native engine");
            return MemorySegment.ofAddress(made).reinterpret(SharedLayout.PROGRESS.byteSize());
        }
    }

    private int bilateralEveryTicks() {
        LsmConfig lsm = scenario.lsmConfig();
        return lsm.algorithms().isEmpty() ? 0 : lsm.everyTicks();
    }

    private boolean rejectsAtClose() {
        return scenario.rtgs().unsettledAtClose() == Rtgs.UnsettledAtClose.REJECT;
    }

    @Override
    public int tick() {
        return (int) progress(Progress.TICK);
    }

    @Override
    public long events() {
        return chunk.firstSeq() + chunk.size();
    }

    @Override
    public boolean isOver() {
        return tick() == simulation.totalTicks();
    }

    @Override
    public void runTick() {
        runTicks(1);
    }

    @Override
    public void runTicks(int count) {
        int left = simulation.totalTicks() - tick();
        if (finished || count > left) {
            throw new IllegalStateException(
                    "of the run " + (finished ? 0 : left) + " ticks are left, but " + count + " were to run");
        }
        for (int done = 0; done < count; ) {
            int toEndOfDay = simulation.ticksPerDay() - tick() % simulation.ticksPerDay();
            int ticks = gather(tick(), Math.min(count - done, toEndOfDay));
            runBlock(ticks);
            if (tick() % simulation.ticksPerDay() == 0) hashState(tick() / simulation.ticksPerDay() - 1);
            done += ticks;
        }
    }

    /// Hashes the state between two days as the engine holds it. What a plain scenario does not have is 0.
    private void hashState(int day) {
        int agents = unsecuredCap.length;
        int queued = (int) progress(Progress.QUEUE_COUNT);
        makeRoomForState(agents + 2L * queued);
        library.state(engine, state);
        stateHash.begin(day, events(), agents, centralBank);
        for (int agent = 0; agent < agents; agent++) {
            long balance = state.getAtIndex(ValueLayout.JAVA_LONG, agent);
            stateHash.agent(balance, unsecuredCap[agent], posted[agent], 0, 0, 0, 0, 0);
        }
        stateHash.limits(0);
        stateHash.internal(0);
        stateHash.central(queued);
        for (int i = 0; i < queued; i++) {
            long number = state.getAtIndex(ValueLayout.JAVA_LONG, agents + 2L * i);
            long amount = state.getAtIndex(ValueLayout.JAVA_LONG, agents + 2L * i + 1);
            stateHash.centralTransaction((int) number, NORMAL, (int) (number >>> 32), amount);
        }
        stateHash.end();
    }

    private void makeRoomForState(long longs) {
        if (state.byteSize() >= longs * Long.BYTES) return;
        stateMemory.close();
        stateMemory = Arena.ofShared();
        state = stateMemory.allocate(ValueLayout.JAVA_LONG, longs + longs / 2);
    }

    @Override
    public List<String> stateHashes() {
        return stateHash.all();
    }

    /// Takes the arrivals of the next ticks, of at most `most`, and returns of how many.
    private int gather(int first, int most) {
        int limit = Math.min(most, BLOCK_TICKS);
        if (flows != null) return draw(flows, limit);
        batch.clear();
        int ticks = 0;
        if (tickEnds.length < limit) tickEnds = new int[limit];
        do {
            arrivals.arrivals(first + ticks, batch);
            tickEnds[ticks++] = batch.size();
        } while (ticks < limit && batch.size() < BLOCK_ARRIVALS);
        columns.show(batch, tickEnds, ticks);
        return ticks;
    }

    private int draw(NativeFlows drawn, int most) {
        int status = drawn.draw(most, BLOCK_ARRIVALS);
        if (status != SharedLayout.DONE) throw broken(status);
        columns.show(drawn);
        return drawn.ticks();
    }

    private void runBlock(int ticks) {
        while (true) {
            int status = call(ticks);
            if (status >= SharedLayout.NOT_COVERED) throw broken(status);
            columns.fetch(
                    chunk,
                    (int) progress(Progress.ROWS) - columns.from(chunk),
                    (int) progress(Progress.EXTRA) - chunk.extraSize());
            if (status == SharedLayout.DONE) break;
            if (status == SharedLayout.CHUNK_FULL && chunk.isFull()) nextChunk();
            if (status == SharedLayout.EXTRA_FULL) growExtra((int) progress(Progress.EXTRA_WANTED));
        }
        if (exchange.isAwaited() && chunk.size() > 0) nextChunk();
    }

    private void nextChunk() {
        long next = events();
        chunk = exchange.exchange(chunk);
        chunk.reset(next);
        columns.show(chunk);
    }

    private void growExtra(int longs) {
        chunk.ensureExtra(longs);
        columns.show(chunk);
    }

    private int call(int ticks) {
        if (inPlace) return callInHeap(ticks);
        call.set(ValueLayout.JAVA_INT, Call.TICKS, ticks);
        call.set(ValueLayout.JAVA_INT, Call.WORK, work);
        call.set(ValueLayout.JAVA_INT, Call.ROWS, columns.from(chunk));
        call.set(ValueLayout.JAVA_INT, Call.ROWS_END, columns.until(chunk));
        call.set(ValueLayout.JAVA_INT, Call.EXTRA_ROWS, chunk.extraSize());
        call.set(ValueLayout.JAVA_INT, Call.EXTRA_ROOM, chunk.extra().length);
        columns.writeAddresses(call);
        return library.run(engine, call);
    }

    private int callInHeap(int ticks) {
        MemorySegment[] in = columns.block;
        MemorySegment[] out = columns.chunk;
        int rows = columns.from(chunk);
        int rowsEnd = columns.until(chunk);
        int extra = chunk.extraSize();
        int room = chunk.extra().length;
        try {
            return (int)
                    (long)
                            library.runInHeap()
                                    .invokeExact(
                                            engine, ticks, work, rows, rowsEnd, extra, room, in[0], in[1], in[2], in[3],
                                            in[4], in[5], out[0], out[1], out[2], out[3], out[4], out[5], out[6],
                                            out[7], out[8], out[9], out[10]);
        } catch (Throwable thrown) {
            throw NativeLibrary.asUnchecked(thrown);
        }
    }

    private RuntimeException broken(int status) {
        String what =
                switch (status) {
                    case SharedLayout.NOT_COVERED -> "invariant violated: a sender covers what it settles";
                    case SharedLayout.NOT_CONSERVED -> "invariant violated: all balances sum to zero";
                    case SharedLayout.OVERFLOW -> "an amount exceeds 64 bits";
                    case SharedLayout.NO_MEMORY -> throw new OutOfMemoryError("no memory for the native engine");
                    case SharedLayout.PANIC -> "a mistake of the native engine: " + library.lastPanic();
                    default -> throw new IllegalStateException("the native engine ended with status " + status);
                };
        return new InvariantViolated(
                what + " (tick " + tick() + ", seed " + simulation.rngSeed() + ", scenario " + scenario.name() + ")");
    }

    @Override
    public Measures measures() {
        Totals totals = new Totals();
        totals.transactions = progress(Progress.TRANSACTIONS);
        totals.events = events();
        totals.arrivedCount = progress(Progress.TRANSACTIONS);
        totals.arrivedValue = progress(Progress.ARRIVED_VALUE);
        totals.settledCount = progress(Progress.SETTLED_COUNT);
        totals.settledValue = progress(Progress.SETTLED_VALUE);
        totals.offsetValue = progress(Progress.OFFSET_VALUE);
        totals.droppedCount = progress(Progress.DROPPED_COUNT);
        totals.droppedValue = progress(Progress.DROPPED_VALUE);
        totals.overdueCount = library.call("rtgsim_overdue", engine);
        totals.delaySum = progress(Progress.DELAY_SUM);
        totals.delayMax = progress(Progress.DELAY_MAX);
        totals.weightedDelayHigh = progress(Progress.WEIGHTED_DELAY_HIGH);
        totals.weightedDelayLow = progress(Progress.WEIGHTED_DELAY_LOW);
        totals.settledFamilyValue = progress(Progress.SETTLED_VALUE);
        totals.creditUsedMax = progress(Progress.CREDIT_USED_MAX);
        totals.queueValueMax = progress(Progress.QUEUE_VALUE_MAX);
        totals.queueCountMax = progress(Progress.QUEUE_COUNT_MAX);
        totals.liquidityUsedMax = library.call("rtgsim_liquidity_used", engine);
        if (totals.liquidityUsedMax < 0) throw new ArithmeticException("long overflow");
        return totals.measures();
    }

    private long progress(long offset) {
        return engine.get(ValueLayout.JAVA_LONG, offset);
    }

    @Override
    public void finish() {
        finished = true;
        exchange.finish(chunk);
    }

    @Override
    public void close() {
        if (engine.equals(MemorySegment.NULL)) return;
        library.call("rtgsim_free", engine);
        engine = MemorySegment.NULL;
        if (flows != null) flows.close();
        columns.close();
        stateMemory.close();
        memory.close();
    }

    private static final class Compiled {
        static final long TICKS_PER_DAY = at("ticks_per_day");
        static final long REJECTS_AT_CLOSE = at("rejects_at_close");
        static final long AGENTS = at("agents");
        static final long LAYOUT_VERSION = at("layout_version");
        static final long BILATERAL_EVERY_TICKS = at("bilateral_every_ticks");
        static final long CENTRAL_BANK = at("central_bank");
        static final long OPENING_BALANCE = at("opening_balance");
        static final long CREDIT_LINE = at("credit_line");

        private static long at(String field) {
            return SharedLayout.offset(SharedLayout.COMPILED_SCENARIO, field);
        }
    }

    private static final class Call {
        static final long TICKS = at("ticks");
        static final long WORK = at("work");
        static final long ROWS = at("rows");
        static final long ROWS_END = at("rows_end");
        static final long EXTRA_ROWS = at("extra_rows");
        static final long EXTRA_ROOM = at("extra_room");

        private static long at(String field) {
            return SharedLayout.offset(SharedLayout.CALL, field);
        }
    }

    private static final class Progress {
        static final long ROWS = at("rows");
        static final long EXTRA = at("extra");
        static final long EXTRA_WANTED = at("extra_wanted");
        static final long TICK = at("tick");
        static final long TRANSACTIONS = at("transactions");
        static final long ARRIVED_VALUE = at("arrived_value");
        static final long SETTLED_COUNT = at("settled_count");
        static final long SETTLED_VALUE = at("settled_value");
        static final long OFFSET_VALUE = at("offset_value");
        static final long DROPPED_COUNT = at("dropped_count");
        static final long DROPPED_VALUE = at("dropped_value");
        static final long DELAY_SUM = at("delay_sum");
        static final long DELAY_MAX = at("delay_max");
        static final long WEIGHTED_DELAY_HIGH = at("weighted_delay_high");
        static final long WEIGHTED_DELAY_LOW = at("weighted_delay_low");
        static final long CREDIT_USED_MAX = at("credit_used_max");
        static final long QUEUE_COUNT = at("queue_count");
        static final long QUEUE_COUNT_MAX = at("queue_count_max");
        static final long QUEUE_VALUE_MAX = at("queue_value_max");

        private static long at(String field) {
            return SharedLayout.offset(SharedLayout.PROGRESS, field);
        }
    }
}
