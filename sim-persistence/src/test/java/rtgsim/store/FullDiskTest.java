package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.NavigableMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full: a small file system in memory, where this process may mount one.
class FullDiskTest {

    private static final Pieces PIECES = new Pieces(61, 60_000);

    @TempDir private Path disk;

    @TempDir private Path elsewhere;

    @BeforeAll
    static void beQuiet() {
        Pieces.beQuiet();
    }

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        boolean mounted = mount("size=1500k");
        if (!mounted) System.out.println("skipped, since this process may not mount a file system: " + getClass());
        Assumptions.assumeTrue(mounted);
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        call("umount", disk.toString());
    }

    private boolean mount(String options) throws IOException, InterruptedException {
        return call("mount", "-t", "tmpfs", "-o", options, "rtgsim-test", disk.toString());
    }

    private static boolean call(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private static WriterSettings settings(Path fallback) {
        return new WriterSettings(
                5_000, 3, Duration.ofSeconds(60), Overflow.BLOCK, 2, Duration.ofMillis(1), fallback, IndexChoice.NONE);
    }

    @Test
    void theRunGoesOnAndWhatWasCommittedIsThere() throws IOException, SQLException, InterruptedException {
        EventCounts counts = writeAndReplay();
        assertTrue(counts.committed() > 0 && counts.committed() < PIECES.events(), counts::toString);
    }

    @Test
    @Tag("soak")
    void whereverTheDiskEnds() throws IOException, SQLException, InterruptedException {
        long start = System.nanoTime();
        int disks = 0;
        for (int kib = 100; kib <= 2_500; kib += 24) {
            assertTrue(call("umount", disk.toString()));
            assertTrue(mount("size=" + kib + "k"));
            try {
                writeAndReplay();
                disks++;
            } catch (StoreFailure.CannotWrite atTheBeginning) {
                assertTrue(new Store(disk).list().isEmpty(), () -> "a run was begun: " + atTheBeginning);
            } catch (SQLException | RuntimeException | AssertionError e) {
                throw new AssertionError("on a disk of " + kib + " KiB", e);
            }
        }
        System.out.printf(
                "reliability 10: %d sizes of a disk that ended during a run: what was committed was there and could be completed, %.1f s%n",
                disks, (System.nanoTime() - start) / 1e9);
    }

    /// Runs until the disk is full and beyond, and goes on when there is room.
    ///
    /// @return where the events were at the end of the run
    private EventCounts writeAndReplay() throws IOException, SQLException, InterruptedException {
        Store store = new Store(disk, settings(disk.resolve("fallback")));
        Manifest ended = PIECES.write(store, "one", 5_000);
        EventCounts counts = ended.counts();
        assertEquals(RunStatus.INCOMPLETE, ended.status());
        if (ended.isReadable()) return counts;
        NavigableMap<Long, Long> stored = PIECES.provenBatches(new RunFiles(disk, "one").databaseWriting());
        assertTrue(Pieces.events(stored) >= counts.committed());

        assertTrue(mount("remount,size=64m"));
        assertEquals(RunStatus.INCOMPLETE, store.find("one").orElseThrow().status());
        Manifest now = store.replay("one");
        if (now.status() == RunStatus.SEALED) PIECES.assertSealed(store, "one");
        else Gaps.assertExact(PIECES, store, "one");
        return counts;
    }

    @Test
    void whatGoesToAnotherDiskIsReplayedWhenThereIsRoomAgain() throws IOException, SQLException, InterruptedException {
        Store store = new Store(disk, settings(elsewhere));
        Manifest ended = PIECES.write(store, "one", 5_000);
        assertEquals(RunStatus.INCOMPLETE, ended.status());
        assertTrue(ended.counts().inFallback() > 0 && ended.counts().dropped() == 0, () -> ended.counts().toString());
        assertThrows(StoreFailure.CannotWrite.class, () -> store.replay("one"));

        assertTrue(mount("remount,size=64m"));
        Orphans.make(disk, "one");
        assertEquals(RunStatus.SEALED, store.replay("one").status());
        PIECES.assertSealed(store, "one");
    }

    @Test
    void aRunIsNotBegunOnAFullDisk() throws IOException, InterruptedException {
        assertTrue(mount("remount,size=16k"));
        Store store = new Store(disk);
        assertThrows(StoreFailure.CannotWrite.class, () -> store.create(StoredRuns.describe("one", PIECES.log), false));
        assertTrue(store.list().isEmpty());
    }
}
