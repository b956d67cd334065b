package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rtgsim.event.Event;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;

/// A run that is being written answers for what is committed, and the writer has its file back whenever it needs it.
class LiveRunTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int BATCH = 500;

    @TempDir private Path folder;

    @Test
    void whatIsCommittedIsFoundByEveryFilterAsALoopOverTheRecordsFindsIt() {
        Pieces pieces = Pieces.withoutDigests(7, 9_000);
        Random random = new Random(21);
        try (RunWriter writer = create(WriterProbe.NONE, pieces)) {
            List<EventChunk> chunks = pieces.chunks(BATCH);
            LiveRun live = writer.live();
            writer.exchange(null);
            handOver(writer, chunks.subList(0, 9));
            try (LivePrefix prefix = live.prefix(SOON)) {
                assertEquals(9L * BATCH, prefix.events());
                assertEquals(prefix.events() - 1, prefix.lastSeq());
                List<Event> events = pieces.log.events.subList(0, (int) prefix.events());
                assertEquals(events.getLast().tick(), prefix.ticksComplete());
                FilterCheck check = new FilterCheck(prefix, events);
                for (EventFilter filter : FilterCheck.ofOneRoleOrType()) check.check(filter, random);
                int found = 0;
                for (int i = 0; i < 150; i++) found += check.check(check.random(random), random) > 0 ? 1 : 0;
                assertTrue(found > 50, "most random filters should find something: " + found);
                check.check(EventFilter.ALL, random);
                for (Event event : List.of(events.getFirst(), events.getLast())) {
                    String id = prefix.json().ids().of(event.seq());
                    assertEquals(event, prefix.event(id).orElseThrow().event());
                }
                assertTrue(prefix.event(prefix.lastSeq() + 1).isEmpty());
            }
            writer.finish(chunks.get(9));
        }
    }

    @Test
    void aPrefixStaysAsItIsWhileMoreIsCommittedAndTheNextOneHasMore() {
        Pieces pieces = Pieces.withoutDigests(8, 5_000);
        try (RunWriter writer = create(WriterProbe.NONE, pieces)) {
            List<EventChunk> chunks = pieces.chunks(BATCH);
            LiveRun live = writer.live();
            try (LivePrefix nothing = live.prefix(SOON)) {
                assertEquals(0, nothing.events());
                assertEquals(-1, nothing.lastSeq());
                assertEquals(0, nothing.count(EventFilter.ALL));
                assertTrue(page(nothing).events().isEmpty());
                writer.exchange(null);
                handOver(writer, chunks.subList(0, 3));
                try (LivePrefix more = live.prefix(SOON)) {
                    assertEquals(3 * BATCH, more.count(EventFilter.builder().tickMin(0).build()));
                    handOver(writer, chunks.subList(3, 5));
                    assertEquals(3 * BATCH, more.count(EventFilter.builder().tickMin(0).tickMax(10_000).build()));
                    assertEquals(3 * BATCH - 1, page(more).events().getFirst().event().seq());
                }
                assertEquals(0, nothing.count(EventFilter.builder().tickMin(0).build()));
                try (LivePrefix last = live.prefix(SOON, 5 * BATCH - 1)) {
                    assertEquals(5 * BATCH, last.events());
                    checkAgents(last, pieces);
                }
                // What was counted for the later one is none of its.
                checkAgents(nothing, pieces);
            }
            writer.finish(chunks.get(5));
        }
    }

    @Test
    void whoAsksSoonAfterAnotherSharesItsEndUnlessItNeedsAnEventBeyondIt() throws InterruptedException {
        Pieces pieces = Pieces.withoutDigests(15, 5 * BATCH);
        try (RunWriter writer = create(WriterProbe.NONE, pieces)) {
            List<EventChunk> chunks = pieces.chunks(BATCH);
            LiveRun live = writer.live();
            writer.exchange(null);
            handOver(writer, chunks.subList(0, 1));
            long start = System.nanoTime();
            assertEquals(BATCH, events(live, -1));
            handOver(writer, chunks.subList(1, 3));
            long shared = events(live, BATCH - 1);
            long neverCommitted = events(live, 1_000_000);
            // On a machine that took as long as an end is shared, nothing can be said of it.
            if (System.nanoTime() - start < 200_000_000)
                assertEquals(List.of(500L, 500L), List.of(shared, neverCommitted));
            assertEquals(3 * BATCH, events(live, BATCH));
            assertEquals(3 * BATCH, events(live, 0), "nobody is given less than one before");
            handOver(writer, chunks.subList(3, 4));
            Thread.sleep(600);
            assertEquals(4 * BATCH, events(live, -1), "after a moment all is there");
            writer.finish(chunks.get(4));
        }
    }

    private static long events(LiveRun live, long seq) {
        try (LivePrefix prefix = live.prefix(SOON, seq)) {
            return prefix.events();
        }
    }

    /// A plan that was made when a table had none of a type must not serve when it has some.
    @Test
    void whatComesLaterIsFoundOnAConnectionThatWasAskedForItInVainBefore() {
        int small = 10;
        Pieces pieces = Pieces.withoutDigests(13, 1_000);
        Random random = new Random(22);
        Store store = new Store(folder, Pieces.settings(small, Overflow.BLOCK));
        try (RunWriter writer = store.create(StoredRuns.describe("live", pieces.log), false)) {
            List<EventChunk> chunks = pieces.chunks(small);
            writer.exchange(null);
            int handedOver = 0;
            for (int until : List.of(1, 2, 5, 20, 80)) {
                handOver(writer, chunks.subList(handedOver, until));
                handedOver = until;
                try (LivePrefix prefix = writer.live().prefix(SOON, until * small - 1)) {
                    List<Event> events = pieces.log.events.subList(0, until * small);
                    FilterCheck check = new FilterCheck(prefix, events);
                    for (EventKind kind : EventKind.values())
                        check.check(EventFilter.builder().kinds(List.of(kind)).build(), random);
                    int tick = events.getLast().tick();
                    check.check(EventFilter.builder().tickMin(tick).build(), random);
                    check.check(EventFilter.builder().tickMax(tick - 1).build(), random);
                    check.check(EventFilter.builder().tickMin(tick + 1).build(), random);
                    checkAgents(prefix, pieces);
                }
            }
            writer.finish(chunks.get(handedOver));
        }
    }

    @Test
    void theWriterTakesTheFileBackToCompleteTheRunWhateverItsReadersDo() throws SQLException {
        Pieces pieces = new Pieces(9, 4 * BATCH);
        Store store = new Store(folder, Pieces.settings(BATCH, Overflow.BLOCK));
        LiveRun live;
        LivePrefix held;
        try (RunWriter writer = store.create(StoredRuns.describe("live", pieces.log), false)) {
            live = store.live("live").orElseThrow();
            StoredRuns.handOver(writer, pieces.chunks(BATCH));
            held = live.prefix(SOON);
            page(held);
            assertTimeoutPreemptively(SOON, () -> writer.end(StoredRuns.MEASURES, 0, () -> 0));
            LivePrefix cut = held;
            assertThrows(StoreFailure.Unavailable.class, () -> page(cut));
            assertThrows(StoreFailure.Unavailable.class, () -> cut.count(EventFilter.ALL));
            assertThrows(StoreFailure.Unavailable.class, () -> live.prefix(SOON));
        }
        held.close();
        held.close();
        assertTrue(store.live("live").isEmpty());
        pieces.assertSealed(store, "live");
        assertThrows(StoreFailure.Unavailable.class, () -> live.prefix(SOON));
    }

    @Test
    void afterAFailureOfTheDatabaseTheRunIsReadFromTheFileOpenedAnew() throws SQLException {
        Pieces pieces = new Pieces(10, 6 * BATCH);
        CompletableFuture<LivePrefix> held = new CompletableFuture<>();
        CompletableFuture<LiveRun> live = new CompletableFuture<>();
        // At the third batch somebody reads while the COMMIT fails.
        int[] commits = new int[1];
        WriterProbe probe =
                new FailingCalls(
                        (n, step) -> {
                            if (step != WriterStep.COMMIT || ++commits[0] != 3) return false;
                            held.complete(live.join().prefix(SOON));
                            return true;
                        },
                        FailingCalls.PASSING);
        Store store = new Store(folder, Pieces.settings(BATCH, Overflow.BLOCK), probe);
        try (RunWriter writer = store.create(StoredRuns.describe("live", pieces.log), false)) {
            live.complete(writer.live());
            List<EventChunk> chunks = pieces.chunks(BATCH);
            writer.exchange(null);
            handOver(writer, chunks.subList(0, 5));
            assertEquals(2 * BATCH, held.join().events());
            assertThrows(StoreFailure.Unavailable.class, () -> page(held.join()));
            held.join().close();
            try (LivePrefix again = writer.live().prefix(SOON)) {
                assertEquals(5 * BATCH, again.events());
            }
            writer.finish(chunks.get(5));
            writer.end(StoredRuns.MEASURES, 0, () -> 0);
        }
        pieces.assertSealed(store, "live");
    }

    @Test
    void aBatchWhoseCommitGaveNoAnswerIsInThePrefixOnce() {
        Pieces pieces = Pieces.withoutDigests(14, 6 * BATCH);
        int[] answers = new int[1];
        WriterProbe probe =
                new FailingCalls((n, step) -> step == WriterStep.COMMITTED && ++answers[0] == 3, FailingCalls.PASSING);
        try (RunWriter writer = create(probe, pieces)) {
            List<EventChunk> chunks = pieces.chunks(BATCH);
            writer.exchange(null);
            for (int batches = 1; batches <= 5; batches++) {
                handOver(writer, chunks.subList(batches - 1, batches));
                try (LivePrefix prefix = writer.live().prefix(SOON, (long) batches * BATCH - 1)) {
                    assertEquals((long) batches * BATCH, prefix.events());
                    assertEquals((long) batches * BATCH - 1, prefix.lastSeq());
                    assertEquals(pieces.log.events.get(batches * BATCH - 1).tick(), prefix.ticksComplete());
                    assertEquals((long) batches * BATCH, prefix.count(EventFilter.ALL));
                }
            }
            writer.finish(chunks.get(5));
        }
    }

    @Test
    void whoComesWhenOthersReadWaitsForATurnAndNoLongerThanItHasPatience() throws InterruptedException {
        Pieces pieces = Pieces.withoutDigests(11, 2 * BATCH);
        try (RunWriter writer = create(WriterProbe.NONE, pieces)) {
            LiveRun live = writer.live();
            try (LivePrefix first = live.prefix(SOON);
                    LivePrefix second = live.prefix(SOON)) {
                assertThrows(StoreFailure.Unavailable.class, () -> live.prefix(Duration.ofMillis(20)));
                CountDownLatch came = new CountDownLatch(1);
                Thread third =
                        Thread.ofPlatform()
                                .start(() -> {
                                    try (LivePrefix prefix = live.prefix(SOON)) {
                                        if (prefix.events() == 0) came.countDown();
                                    }
                                });
                first.close();
                third.join();
                assertEquals(0, came.getCount());
                assertEquals(0, second.events());
            }
            try (LivePrefix first = live.prefix(SOON);
                    LivePrefix second = live.prefix(SOON)) {
                assertEquals(first.events(), second.events());
            }
        }
    }

    @Test
    void eventsThatWereLeftOutAreMissingFromThePrefixAndCountedNowhere() {
        Pieces pieces = Pieces.withoutDigests(12, 6 * BATCH);
        try (RunWriter writer = create(WriterProbe.NONE, pieces)) {
            // The second chunk never comes.
            writer.exchange(null);
            handOver(writer, List.of(pieces.chunk(0, BATCH)));
            writer.exchange(pieces.chunk(2 * BATCH, BATCH));
            await(writer, 2 * BATCH);
            try (LivePrefix prefix = writer.live().prefix(SOON)) {
                assertEquals(2 * BATCH, prefix.events());
                assertEquals(3 * BATCH - 1, prefix.lastSeq());
                List<Event> events = new ArrayList<>(pieces.log.events.subList(0, BATCH));
                events.addAll(pieces.log.events.subList(2 * BATCH, 3 * BATCH));
                FilterCheck check = new FilterCheck(prefix, events);
                for (int i = 0; i < 50; i++) check.check(EventFilter.ALL, new Random(i));
            }
        }
    }

    @Test
    void whereTheWriterCannotCountTheEventsAsTheyPassTheyAreCountedInTheFile() {
        Pieces pieces = Pieces.ofManyTicksWithoutDigests(24, 9_000);
        WriterProbe noNotes =
                new WriterProbe() {
                    @Override
                    public void beforeSql(WriterStep step) {}

                    @Override
                    public void beforeFile(WriterStep step) throws IOException {
                        if (step == WriterStep.NOTE) throw new IOException("No space left on device");
                    }
                };
        try (RunWriter writer = create(noNotes, pieces)) {
            List<EventChunk> chunks = pieces.chunks(BATCH);
            writer.exchange(null);
            handOver(writer, chunks.subList(0, 1));
            try (LivePrefix before = writer.live().prefix(SOON)) {
                checkAgents(before, pieces);
            }
            handOver(writer, chunks.subList(1, 17));
            try (LivePrefix after = writer.live().prefix(SOON, 17 * BATCH - 1)) {
                assertEquals(17 * BATCH, after.events());
                checkAgents(after, pieces);
            }
            writer.finish(chunks.get(17));
            Manifest manifest = writer.end(StoredRuns.MEASURES, 0, () -> 0);
            assertTrue(String.valueOf(manifest.lastError()).contains("cannot be noted"), "the notes did not fail");
        }
    }

    private static void checkAgents(LivePrefix prefix, Pieces pieces) {
        Random random = new Random(23);
        FilterCheck check = new FilterCheck(prefix, pieces.log.events.subList(0, (int) prefix.events()));
        check.check(EventFilter.ALL, random);
        for (AgentRole role : AgentRole.values())
            check.check(EventFilter.builder().agentIds(List.of("A")).role(role).build(), random);
        check.check(EventFilter.builder().kinds(List.of(EventKind.SETTLEMENT)).build(), random);
    }

    private RunWriter create(WriterProbe probe, Pieces pieces) {
        return new Store(folder, Pieces.settings(BATCH, Overflow.BLOCK), probe)
                .create(StoredRuns.describe("live", pieces.log), false);
    }

    private static EventPage page(RunEvents run) {
        return run.page(EventFilter.ALL, new PageRequest.From(EventOrder.TICK_DESC, 10, 0));
    }

    /// Returns when all of them are committed.
    private static void handOver(RunWriter writer, List<EventChunk> chunks) {
        long until = writer.committed();
        for (EventChunk chunk : chunks) {
            until += chunk.size();
            writer.exchange(chunk);
        }
        await(writer, until);
    }

    private static void await(RunWriter writer, long committed) {
        assertTimeoutPreemptively(
                SOON,
                () -> {
                    while (writer.committed() < committed) Thread.sleep(1);
                });
    }
}
