package rtgsim.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngines;
import rtgsim.event.ChunkExchange;
import rtgsim.event.KeptChunks;
import rtgsim.event.RunDigest;
import rtgsim.event.RunHeader;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.ScenarioDocument;
import rtgsim.scenario.file.ScenarioReader;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.store.DigestOnly;
import rtgsim.store.IndexChoice;
import rtgsim.store.Overflow;
import rtgsim.store.RunDescription;
import rtgsim.store.RunStatus;
import rtgsim.store.RunWriter;
import rtgsim.store.Store;
import rtgsim.store.StoredRun;
import rtgsim.store.WriterSettings;

/// Runs all scenarios of a folder and says of each, in a line, what must be the same everywhere: a program of its own, for JVMs of other heaps, languages and cores.
final class WorldDigests {

    /// Where the log of a run goes.
    enum Sink {
        KEPT,
        DIGEST_ONLY,
        STORE
    }

    private WorldDigests() {}

    /// Arguments: the folder, the number of worlds, one of how many goes into a store, and the first that does.
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long worlds = Long.parseLong(args[1]);
        int storedOneIn = Integer.parseInt(args[2]);
        int firstStored = Integer.parseInt(args[3]);
        Path stores = Files.createTempDirectory("same-log");
        StringBuilder lines = new StringBuilder();
        for (long seed = 0; seed < worlds; seed++) {
            boolean stored = seed % storedOneIn == firstStored;
            lines.append(of(folder, seed, stored ? Sink.STORE : Sink.DIGEST_ONLY, stores)).append('\n');
        }
        Files.delete(stores);
        System.out.print(lines);
    }

    /// Seed, hash of the scenario, digest of the log.
    static String of(Path folder, long seed, Sink sink, Path stores) throws IOException, ScenarioRefused {
        ScenarioDocument document = ScenarioReader.read(folder.resolve(seed + ".yaml"), List.of(), null);
        AgentOrder order = new AgentOrder(document.scenario());
        RunHeader header = Engine.header(document.scenario(), order);
        String digest =
                switch (sink) {
                    case KEPT -> kept(document, order, header);
                    case DIGEST_ONLY -> hashed(document, order, header);
                    case STORE -> stored(document, order, header, stores, seed);
                };
        return seed + " " + document.sha256() + " " + digest;
    }

    private static String kept(ScenarioDocument document, AgentOrder order, RunHeader header) {
        KeptChunks kept = new KeptChunks();
        run(document, order, kept);
        RunDigest digest = new RunDigest(header);
        kept.chunks().forEach(digest::add);
        return digest.finish();
    }

    private static String hashed(ScenarioDocument document, AgentOrder order, RunHeader header) {
        try (DigestOnly hashing = new DigestOnly(header)) {
            run(document, order, hashing);
            return hashing.digest();
        }
    }

    /// The digest of what comes back from the store, written otherwise for each seed.
    private static String stored(
            ScenarioDocument document, AgentOrder order, RunHeader header, Path stores, long seed) {
        Scenario scenario = document.scenario();
        WriterSettings settings = settings(seed);
        Store store = new Store(stores, settings);
        RunDescription run =
                new RunDescription(
                        scenario.name(),
                        scenario.name(),
                        document.canonicalJson(),
                        document.sha256(),
                        scenario.simulation().rngSeed(),
                        List.of(),
                        scenario.simulation().totalTicks(),
                        "java",
                        1,
                        !scenario.trees().isEmpty(),
                        scenario.simulation(),
                        header,
                        System.nanoTime());
        String handedOver;
        RunStatus status;
        try (RunWriter writer = store.create(run, false)) {
            run(document, order, writer);
            handedOver = writer.digest();
            status = writer.end(Map.of(), 0, () -> 0).status();
        }
        try {
            // Of a log that has gaps, the digest is that of the whole.
            if (status == RunStatus.INCOMPLETE && settings.overflow() != Overflow.BLOCK) return handedOver;
            try (StoredRun back = store.open(scenario.name())) {
                RunDigest digest = new RunDigest(back.header());
                back.eachChunk(digest::add);
                String stored = digest.finish();
                return stored.equals(handedOver) ? stored : "stored " + stored + ", handed over " + handedOver;
            }
        } finally {
            store.remove(scenario.name());
        }
    }

    /// Batches of any size, flushed often, in all overflow modes, the buffer small enough to be full.
    private static WriterSettings settings(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] sizes = {40, 100, 1_000, 4_096, 245_760};
        Overflow[] modes = Overflow.values();
        return new WriterSettings(
                sizes[random.nextInt(sizes.length)],
                1 + random.nextInt(3),
                Duration.ofMillis(1 + random.nextInt(50)),
                modes[random.nextInt(modes.length)],
                3,
                Duration.ofSeconds(1),
                null,
                IndexChoice.values()[random.nextInt(IndexChoice.values().length)]);
    }

    private static void run(ScenarioDocument document, AgentOrder order, ChunkExchange sink) {
        try (Engine engine = new JavaEngines().create(document.scenario(), order, document.arrivals(order), sink)) {
            engine.runTicks(document.scenario().simulation().totalTicks());
            engine.finish();
        }
    }
}
