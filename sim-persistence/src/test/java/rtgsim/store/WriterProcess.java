package rtgsim.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/// A JVM of its own that writes a run, or replays one, and says on its standard output what was acknowledged: for tests that end it at a chosen step, or at
/// any moment.
final class WriterProcess {

    /// How a process ends that is made to end at a step.
    static final int CRASHED = 42;

    private WriterProcess() {}

    /// What the process is to do.
    enum Task {
        /// Everything works.
        WRITE,
        /// The same, with a log of [Pieces#ofManyTicks].
        WRITE_MANY_TICKS,
        /// The database takes the first batches and then none.
        DIVERT,
        /// What was diverted is replayed.
        REPLAY
    }

    static WriterSettings settings(int batchSize) {
        return new WriterSettings(
                batchSize, 3, Duration.ofSeconds(60), Overflow.BLOCK, 2, Duration.ofMillis(1), null, IndexChoice.AUTO);
    }

    /// From the third batch on the database takes nothing.
    static BiPredicate<Integer, WriterStep> failures(Task task) {
        return task == Task.DIVERT
                ? new BiPredicate<>() {
                    private int inserts;

                    @Override
                    public boolean test(Integer n, WriterStep step) {
                        return step == WriterStep.INSERT_EVENTS && ++inserts > 2;
                    }
                }
                : (n, step) -> false;
    }

    /// Where a process has its temporary files: the driver's library among them, 69 MB, which who is killed leaves behind.
    static Path scratch(Path runs) {
        return runs.resolveSibling(runs.getFileName() + ".scratch");
    }

    /// @param runs beside which there is [#scratch] until somebody removes it
    /// @param crashAt a call to end at, or -1
    static Process start(Task task, Path runs, long seed, int events, int batchSize, int crashAt) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + Files.createDirectories(scratch(runs)),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WriterProcess.class.getName()));
        command.addAll(
                List.of(
                        task.name(),
                        runs.toString(),
                        Long.toString(seed),
                        Integer.toString(events),
                        Integer.toString(batchSize),
                        Integer.toString(crashAt)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// The last number that a process said was acknowledged, when it has ended.
    static long acknowledged(Process process) throws IOException {
        return acknowledged(process, Long.MAX_VALUE, () -> {});
    }

    /// The same.
    ///
    /// @param events at which `then` is called, while the process goes on
    static long acknowledged(Process process, long events, Runnable then) throws IOException {
        long acknowledged = 0;
        boolean called = false;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                // A process that is killed may leave half a line.
                if (line.startsWith("acknowledged ") && line.endsWith(".")) {
                    acknowledged = Long.parseLong(line.substring("acknowledged ".length(), line.length() - 1));
                }
                if (!called && acknowledged >= events) {
                    called = true;
                    then.run();
                }
            }
        }
        return acknowledged;
    }

    public static void main(String[] args) throws InterruptedException {
        Pieces.beQuiet();
        Task task = Task.valueOf(args[0]);
        Path runs = Path.of(args[1]);
        int crashAt = Integer.parseInt(args[5]);
        FailingCalls failing = new FailingCalls(crashing(failures(task), crashAt), FailingCalls.STAYING);
        Store store = new Store(runs, settings(Integer.parseInt(args[4])), failing);
        if (task == Task.REPLAY) {
            store.replay("one");
            return;
        }
        long seed = Long.parseLong(args[2]);
        int events = Integer.parseInt(args[3]);
        Pieces pieces =
                task == Task.WRITE_MANY_TICKS
                        ? Pieces.ofManyTicksWithoutDigests(seed, events)
                        : Pieces.withoutDigests(seed, events);
        try (RunWriter writer = store.create(StoredRuns.describe("one", pieces.log), false)) {
            Thread.ofPlatform().daemon().start(() -> tell(writer));
            StoredRuns.handOver(writer, pieces.chunks(150));
            writer.end(StoredRuns.MEASURES, 0.25, () -> 1_000);
        }
    }

    private static BiPredicate<Integer, WriterStep> crashing(BiPredicate<Integer, WriterStep> fails, int crashAt) {
        return (n, step) -> {
            if (n == crashAt) Runtime.getRuntime().halt(CRASHED);
            return fails.test(n, step);
        };
    }

    private static void tell(RunWriter writer) {
        long told = -1;
        while (true) {
            long now = writer.committed();
            if (now != told) {
                System.out.println("acknowledged " + now + ".");
                System.out.flush();
            }
            told = now;
            Thread.onSpinWait();
        }
    }
}
