package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.EventChunk;

/// How events are cut into batches is seen in the batches and nowhere else.
class BatchesTest {

    private static final Pieces PIECES = new Pieces(11, 9_000);

    @TempDir private Path folder;

    @Test
    void everyBatchSizeAndOverflowModeStoresTheSameLogAndProvesEveryPrefix() throws SQLException {
        for (Overflow overflow : Overflow.values()) {
            for (int size : new int[] {37, 1_000, 4_096, 5_000, 245_760}) {
                Store store = new Store(folder, Pieces.settings(size, overflow));
                String id = overflow.label() + "-" + size;
                // One chunk has a place in any buffer.
                PIECES.write(store, id, 61_440);
                PIECES.assertSealed(store, id);
                long batches = (PIECES.events() + size - 1) / size;
                assertEquals(batches, PIECES.provenBatches(store.database(id)).size(), id);
            }
        }
    }

    @Test
    void aBatchCanBeOneEvent() throws SQLException {
        Pieces few = new Pieces(12, 40);
        Store store = new Store(folder, Pieces.settings(1, Overflow.BLOCK));
        few.write(store, "one", 7);
        few.assertSealed(store, "one");
        assertEquals(few.events(), few.provenBatches(store.database("one")).size());
    }

    @Test
    void aBatchCanSpanChunksAndAChunkBatches() throws SQLException {
        Store store = new Store(folder, Pieces.settings(1_500, Overflow.BLOCK));
        PIECES.write(store, "one", 1_100);
        PIECES.assertSealed(store, "one");
        assertEquals((PIECES.events() + 1_499) / 1_500, PIECES.provenBatches(store.database("one")).size());
    }

    @Test
    void aSmallerBatchIsWrittenWhenTheFlushIntervalIsOver() throws InterruptedException {
        WriterSettings settings =
                new WriterSettings(
                        100_000, 3, Duration.ofMillis(50), Overflow.BLOCK, 0, Duration.ZERO, null, IndexChoice.NONE);
        Store store = new Store(folder, settings);
        try (RunWriter writer = store.create(StoredRuns.describe("one", PIECES.log), false)) {
            writer.exchange(null);
            writer.exchange(PIECES.chunk(0, 10));
            for (int i = 0; i < 200 && writer.committed() < 10; i++) Thread.sleep(50);
            assertEquals(10, writer.committed());
            for (int i = 0; i < 200 && !writer.isAwaited(); i++) Thread.sleep(50);
            assertTrue(writer.isAwaited(), "the engine is asked for what it has");
            EventChunk rest = PIECES.chunk(10, 20);
            writer.exchange(rest);
            writer.finish(PIECES.chunk(30, (int) PIECES.events() - 30));
            assertNotNull(writer.end(StoredRuns.MEASURES, 0, () -> 0).result());
        }
    }
}
