package rtgsim.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Trials that know nothing of each other, on two threads, since most of their time goes into files and other processes.
final class TwoAtATime {

    private TwoAtATime() {}

    /// Runs all of them and returns what they gave, in order; the first failure is thrown when those before it are done.
    static <T> List<T> run(List<Callable<T>> trials) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<T>> running = trials.stream().map(threads::submit).toList();
            try {
                for (Future<T> trial : running) results.add(trial.get());
            } catch (ExecutionException failed) {
                threads.shutdownNow();
                if (failed.getCause() instanceof Error error) throw error;
                if (failed.getCause() instanceof Exception cause) throw cause;
                throw failed;
            }
        }
        return results;
    }
}
