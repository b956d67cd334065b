package rtgsim.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// Runs that were asked for by programs, one after the other on a thread of their own.
public final class RunQueue implements AutoCloseable {

    private static final int WAITING_MAX = 16;
    private static final int FAILURES_KEPT = 100;

    private final Simulations simulations;
    private final Deque<QueuedRun> waiting = new ArrayDeque<>();
    private final Map<String, QueuedRun> failed = new LinkedHashMap<>();
    private final Map<String, QueuedRun> current = new HashMap<>();
    private final Thread worker;
    private volatile boolean stopped;

    public RunQueue(Simulations simulations) {
        this.simulations = simulations;
        worker = Thread.ofPlatform().name("rtgsim-runs").daemon(true).unstarted(this::work);
        worker.start();
    }

    /// A run on its way.
    public static final class QueuedRun {

        private final PlannedRun plan;
        private volatile boolean running;
        private volatile int tick;
        private volatile long events;
        private volatile @Nullable String error;

        private QueuedRun(PlannedRun plan) {
            this.plan = plan;
        }

        public String id() {
            return plan.id();
        }

        /// `queued`, `running` or `failed`.
        public String status() {
            if (error != null) return "failed";
            return running ? "running" : "queued";
        }

        /// How it stands, in the words of the doors.
        public SimulationView view() {
            Scenario scenario = plan.order().document().scenario();
            return new SimulationView(
                    plan.id(),
                    status(),
                    scenario.name(),
                    null,
                    scenario.simulation().rngSeed(),
                    plan.order().sets(),
                    new AgentOrder(scenario).count(),
                    tick,
                    plan.ticks(),
                    scenario.simulation().ticksPerDay(),
                    scenario.simulation().numDays(),
                    events,
                    0,
                    0,
                    0,
                    null,
                    plan.order().engine(),
                    rtgsim.engine.ModelVersion.CURRENT,
                    plan.order().document().sha256(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    error,
                    null);
        }
    }

    /// Takes a run to do later, or finds it among those taken before.
    public synchronized QueuedRun submit(PlannedRun plan) {
        QueuedRun same = current.get(plan.id());
        if (same != null) {
            checkSameRun(same.plan, plan);
            return same;
        }
        if (waiting.size() >= WAITING_MAX) throw new Refused(new Refusal.QueueFull(waiting.size()));
        QueuedRun queued = new QueuedRun(plan);
        failed.remove(plan.id());
        current.put(plan.id(), queued);
        waiting.add(queued);
        notifyAll();
        return queued;
    }

    private static void checkSameRun(PlannedRun queued, PlannedRun asked) {
        boolean same =
                queued.order().document().sha256().equals(asked.order().document().sha256())
                        && queued.ticks() == asked.ticks();
        if (same) return;
        throw new Refused(
                new Refusal.IdTaken(
                        "the id " + asked.id() + " names a run of another scenario that waits or runs now"));
    }

    /// A run that waits, runs or has failed.
    public synchronized Optional<QueuedRun> find(String id) {
        QueuedRun found = current.get(id);
        return Optional.ofNullable(found != null ? found : failed.get(id));
    }

    /// All that wait, run or have failed.
    public synchronized List<QueuedRun> all() {
        List<QueuedRun> all = new ArrayList<>(current.values());
        all.addAll(failed.values());
        return all;
    }

    private void work() {
        while (true) {
            QueuedRun next = next();
            if (next == null) return;
            next.running = true;
            try {
                RunSummary ended =
                        simulations.run(next.plan, (done, total, events) -> show(next, done, events), () -> stopped);
                if (!ended.storesAll()) {
                    System.getLogger(RunQueue.class.getName())
                            .log(
                                    System.Logger.Level.WARNING,
                                    "the run "
                                            + next.id()
                                            + " is "
                                            + ended.status()
                                            + ": "
                                            + ended.eventsStored()
                                            + " of "
                                            + ended.events()
                                            + " events are stored");
                }
                done(next, null);
            } catch (Refused refused) {
                done(next, refused.refusal().message());
            } catch (RuntimeException | Error bug) {
                System.getLogger(RunQueue.class.getName())
                        .log(System.Logger.Level.ERROR, "the run " + next.id() + " failed", bug);
                done(next, "a mistake of rtgsim: " + bug);
            }
        }
    }

    private static void show(QueuedRun run, int tick, long events) {
        run.tick = tick;
        run.events = events;
    }

    private synchronized @Nullable QueuedRun next() {
        while (waiting.isEmpty() && !stopped) {
            try {
                wait();
            } catch (InterruptedException told) {
                return null;
            }
        }
        return stopped ? null : waiting.remove();
    }

    private synchronized void done(QueuedRun run, @Nullable String error) {
        current.remove(run.id());
        if (error == null) return;
        run.error = error;
        failed.put(run.id(), run);
        if (failed.size() > FAILURES_KEPT) failed.remove(failed.keySet().iterator().next());
    }

    /// Ends the run that runs, as interrupted, and forgets those that wait.
    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
