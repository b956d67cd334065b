package rtgsim.store;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.ChunkExchange;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.EventLog;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.OffsetMethod;
import rtgsim.event.QueueCause;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;
import rtgsim.scenario.Simulation;

/// A random log that holds all thirteen kinds with every variant of their details, and in which each transaction has a possible life.
///
/// No engine is asked: what the store must keep is any log, also one that no engine of today makes.
final class SampleLog {

    /// Ids that need care in SQL, JSON or CSV, in agent order.
    static final List<String> AGENTS =
            List.of("'; DROP TABLE events; --", "=1+1", "A", "B\"quoted\"", "C\\D", "Z z", "Ünïcode, Bank", "银行");

    private static final List<String> OWN_REASONS = List.of("a \"quoted\" reason", "tab\tand\nline", "\u0001\u001f'");
    private static final long BEYOND_DOUBLES = (1L << 53) + 1;

    final RunHeader header;
    final Simulation calendar;
    final List<EventChunk> chunks;
    final List<Event> events;

    private final Random random;
    private final EventLog log;
    private final List<Tx> unsettled = new ArrayList<>();
    private int nextTx = 1;
    private int tick;

    private final boolean splits;

    private record Tx(int number, int sender, int receiver, long amount, boolean part) {}

    SampleLog(long seed, int events, int ticksPerDay, int numDays) {
        this(seed, events, ticksPerDay, numDays, true);
    }

    /// @param splits whether transactions are split
    SampleLog(long seed, int events, int ticksPerDay, int numDays, boolean splits) {
        this.splits = splits;
        random = new Random(seed);
        List<String> reasons = new ArrayList<>(Reason.labels());
        reasons.addAll(OWN_REASONS);
        List<Long> opening = new ArrayList<>();
        for (int i = 0; i < AGENTS.size(); i++) opening.add(1_000_000L * i);
        header = new RunHeader(ticksPerDay, numDays, AGENTS, opening, reasons);
        calendar =
                new Simulation(
                        ticksPerDay,
                        numDays,
                        seed,
                        Simulation.Rng.PER_AGENT,
                        Simulation.DeadlineCap.NONE,
                        LocalTime.of(7, 0),
                        LocalTime.of(17, 59, 59),
                        LocalDate.of(2026, 1, 1),
                        Simulation.BusinessDays.WEEKDAYS);
        KeptChunks kept = new KeptChunks();
        log = new EventLog(new Varied(kept));
        int ticks = ticksPerDay * numDays;
        while (log.nextSeq() < events) {
            tick = (int) (log.nextSeq() * ticks / (events + 10));
            something();
        }
        log.finish();
        chunks = kept.chunks();
        this.events = Collections.unmodifiableList(new EventRows(header).all(chunks));
    }

    private void something() {
        int choice = random.nextInt(100);
        if (choice < 25 || unsettled.size() < 20) arrival(RunHeader.NO_TX);
        else if (choice < 40)
            log.policySubmit(tick, any().number, any().sender, pick(RtgsPriority.values()), random.nextInt(11));
        else if (choice < 50) hold();
        else if (choice < 52) drop();
        else if (choice < 55 && splits) split();
        else if (choice < 57) log.collateralPost(tick, agent(), amount(), reason(), amount());
        else if (choice < 59) log.collateralWithdraw(tick, agent(), amount(), reason(), 0);
        else if (choice < 75) settle();
        else if (choice < 85) queue();
        else if (choice < 90) bilateral();
        else if (choice < 94) cycle();
        else if (choice < 99) cost();
        else log.endOfDay(tick, tick / header.ticksPerDay(), random.nextInt(5), amount(), amount());
    }

    private Tx arrival(int parent) {
        int sender = agent();
        int receiver = otherThan(sender);
        boolean transfer = parent == RunHeader.NO_TX && random.nextInt(20) == 0;
        if (transfer) sender = RunHeader.CENTRAL_BANK;
        Tx tx = new Tx(nextTx++, sender, receiver, amount(), parent != RunHeader.NO_TX);
        ArrivalOrigin origin =
                parent != RunHeader.NO_TX
                        ? ArrivalOrigin.SPLIT
                        : transfer
                                ? ArrivalOrigin.POOL
                                : pick(
                                        new ArrivalOrigin[] {
                                            ArrivalOrigin.GENERATED, ArrivalOrigin.FILE, ArrivalOrigin.SCHEDULED
                                        });
        log.arrival(
                tick,
                tx.number,
                sender,
                receiver,
                tx.amount,
                tick + 1 + random.nextInt(60),
                random.nextInt(11),
                random.nextBoolean(),
                parent,
                origin);
        if (transfer) log.settlement(tick, tx.number, sender, receiver, tx.amount, SettlementOrigin.LIQUIDITY, 0);
        else unsettled.add(tx);
        return tx;
    }

    private void hold() {
        Tx tx = any();
        int newPriority = random.nextBoolean() ? -1 : random.nextInt(11);
        int untilTick = random.nextBoolean() ? RunHeader.NO_TICK : tick + random.nextInt(100);
        log.policyHold(tick, tx.number, tx.sender, reason(), newPriority, untilTick, random.nextBoolean());
    }

    private void drop() {
        Tx tx = take();
        log.policyDrop(tick, tx.number, tx.sender, reason());
    }

    private void split() {
        Tx tx = take();
        int parts = 2 + random.nextInt(3);
        int first = nextTx;
        for (int i = 0; i < parts; i++) arrival(tx.number);
        int[] releaseTicks = new int[parts];
        for (int i = 0; i < parts; i++) releaseTicks[i] = tick + random.nextInt(3);
        log.policySplit(tick, tx.number, tx.sender, parts, first, releaseTicks);
    }

    private void settle() {
        Tx tx = take();
        SettlementOrigin origin = random.nextBoolean() ? SettlementOrigin.IMMEDIATE : SettlementOrigin.QUEUE;
        log.settlement(tick, tx.number, tx.sender, tx.receiver, tx.amount, origin, random.nextInt(50));
    }

    private void queue() {
        Tx tx = any();
        log.queuedRtgs(
                tick,
                tx.number,
                tx.sender,
                tx.receiver,
                tx.amount,
                pick(QueueCause.values()),
                random.nextInt(3) == 0 ? 0 : amount());
    }

    private void bilateral() {
        int first = random.nextInt(AGENTS.size() - 1);
        int second = first + 1 + random.nextInt(AGENTS.size() - first - 1);
        int count = 2 + random.nextInt(3);
        int[] txs = new int[count];
        long[] amounts = new long[count];
        members(txs, amounts);
        log.lsmBilateralOffset(
                tick, first, second, 1 + random.nextInt(count - 1), count, txs, amounts, random.nextBoolean());
    }

    private void cycle() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < AGENTS.size(); i++) all.add(i);
        Collections.shuffle(all, random);
        int count = 3 + random.nextInt(AGENTS.size() - 2);
        int[] agents = all.subList(0, count).stream().mapToInt(Integer::intValue).toArray();
        OffsetMethod method = pick(OffsetMethod.values());
        if (method != OffsetMethod.CYCLE) Arrays.sort(agents);
        int[] txs = new int[count];
        long[] amounts = new long[count];
        members(txs, amounts);
        long[] net = new long[count];
        for (int i = 0; i < count - 1; i++) {
            net[i] = random.nextInt(1_000) - 500L;
            net[count - 1] -= net[i];
        }
        log.lsmCycleSettlement(tick, method, count, agents, net, count, txs, amounts);
    }

    private void members(int[] txs, long[] amounts) {
        for (int i = 0; i < txs.length; i++) {
            Tx tx = take();
            txs[i] = tx.number;
            amounts[i] = 1L + random.nextInt(1_000_000);
        }
    }

    private void cost() {
        boolean delayOnly = random.nextBoolean();
        long[] parts = new long[6];
        if (!delayOnly) for (int i = 0; i < parts.length; i++) parts[i] = random.nextInt(3) == 0 ? amount() >> 4 : 0;
        if (random.nextInt(3) == 0) Arrays.fill(parts, 2, 6, 0);
        long delay = random.nextInt(1_000);
        long total = delay + Arrays.stream(parts).sum();
        log.costAccrual(tick, agent(), parts[0], delay, parts[1], parts[2], parts[3], parts[4], parts[5], total);
    }

    private long amount() {
        return random.nextInt(50) == 0 ? BEYOND_DOUBLES + random.nextInt(100) * 2L : 1L + random.nextInt(1_000_000);
    }

    private int agent() {
        return random.nextInt(AGENTS.size());
    }

    private int otherThan(int agent) {
        return (agent + 1 + random.nextInt(AGENTS.size() - 1)) % AGENTS.size();
    }

    private int reason() {
        return random.nextInt(header.reasons().size());
    }

    private Tx any() {
        return unsettled.get(random.nextInt(unsettled.size()));
    }

    private Tx take() {
        if (unsettled.isEmpty()) return arrivalToTake();
        return unsettled.remove(random.nextInt(unsettled.size()));
    }

    private Tx arrivalToTake() {
        while (unsettled.isEmpty()) arrival(RunHeader.NO_TX);
        return unsettled.removeLast();
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    /// Gives holds what the log has no method for yet: a new priority, a tick to wait for, a withdrawal.
    private record Varied(KeptChunks kept) implements ChunkExchange {

        @Override
        public EventChunk exchange(@Nullable EventChunk filled) {
            if (filled != null) vary(filled);
            return kept.exchange(filled);
        }

        @Override
        public void finish(EventChunk last) {
            vary(last);
            kept.finish(last);
        }

        private static void vary(EventChunk chunk) {
            for (int row = 0; row < chunk.size(); row++) {
                if (chunk.kindAt(row) != EventKind.POLICY_HOLD) continue;
                int variant = (int) ((chunk.firstSeq() + row) % 8);
                if ((variant & 1) != 0) chunk.c[row] = row % 11;
                if ((variant & 2) != 0) chunk.b[row] = chunk.tick[row] + 3;
                if ((variant & 4) != 0) chunk.a[row] = 1;
            }
        }
    }
}
