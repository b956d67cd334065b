package rtgsim.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import rtgsim.event.EventKind;
import rtgsim.store.AgentRole;
import rtgsim.store.EventFilter;
import rtgsim.store.EventOrder;
import rtgsim.store.LivePrefix;
import rtgsim.store.LiveRun;
import rtgsim.store.PageRequest;

/// Reads a run while it is written: a page of a hundred events, fifty times a second by the clock, of the whole run, an agent in any role, a type, or the end of it.
final class LiveReading implements AutoCloseable {

    static final int A_SECOND = 50;

    private static final long SEED = 7;
    private static final int PAGE = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LiveRun run;
    private final List<String> agents;
    private final Random random = new Random(SEED);
    private final List<Long> nanos = new ArrayList<>();
    private final Thread reader;
    private volatile boolean over;

    LiveReading(LiveRun run, List<String> agents) {
        this.run = run;
        this.agents = agents;
        reader = Thread.ofPlatform().name("reader").start(this::read);
    }

    private void read() {
        long next = System.nanoTime();
        while (!over) {
            long start = System.nanoTime();
            page();
            nanos.add(System.nanoTime() - start);
            next += 1_000_000_000L / A_SECOND;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void page() {
        try (LivePrefix prefix = run.prefix(PATIENCE)) {
            String agent = agents.get(random.nextInt(agents.size()));
            EventFilter.Builder filter = EventFilter.builder();
            EventOrder order = EventOrder.TICK_ASC;
            switch (random.nextInt(4)) {
                case 0 -> filter.seqMin((long) (random.nextDouble() * prefix.events()));
                case 1 -> filter.agentIds(List.of(agent)).role(AgentRole.ANY);
                case 2 -> filter.kinds(List.of(EventKind.SETTLEMENT));
                default -> order = EventOrder.TICK_DESC;
            }
            prefix.page(filter.build(), new PageRequest.From(order, PAGE, 0));
        }
    }

    /// Ends the reading and returns what each read took, in seconds.
    double[] end() {
        close();
        return nanos.stream().mapToDouble(one -> one / 1e9).toArray();
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(reader);
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
