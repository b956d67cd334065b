package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.EventChunk;

/// A log that is written anew from the table, as an upgrade does it.
class StoredChunksTest {

    @TempDir private Path folder;

    @Test
    void aLogThatIsWrittenAnewHasTheSameDigestAndTheNodesThatDecided() throws Exception {
        SampleLog log = new SampleLog(7, 3_000, 10, 3);
        Map<Long, Integer> noted = new TreeMap<>();
        for (EventChunk chunk : log.chunks) {
            for (int row = 0; row < chunk.size(); row += 7) {
                chunk.noteNode(row, row % 101);
                noted.put(chunk.firstSeq() + row, row % 101);
            }
        }
        assertFalse(noted.isEmpty());
        Store store = new Store(folder);
        RunResult one = StoredRuns.store(store, "one", log).result();
        Manifest two;
        try (CheckedFile file = CheckedFile.open(store.files("one"), true);
                RunWriter writer = store.create(StoredRuns.describe("two", log), false)) {
            new StoredChunks(log.header).handOver(file.connection(), writer);
            two = writer.end(StoredRuns.MEASURES, 0.25, () -> 1_000);
        }
        assertEquals(one == null ? "" : one.digest(), two.result() == null ? null : two.result().digest());
        try (StoredRun run = store.open("two")) {
            assertEquals(noted, run.nodes(LongStream.range(0, 3_000).boxed().toList()));
        }
    }
}
