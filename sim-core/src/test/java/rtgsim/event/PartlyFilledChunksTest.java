package rtgsim.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Where chunks end, and where a digest is asked for, changes neither the events nor their digest.
class PartlyFilledChunksTest {

    private static final RunHeader HEADER =
            new RunHeader(10, 2, List.of("A", "B", "C"), List.of(1L, 2L, 3L), Reason.labels());

    @Test
    void theDigestSoFarIsTheDigestOfALogThatEndsThere() {
        KeptChunks kept = new KeptChunks();
        log(kept, 9_000);
        List<Event> events = new EventRows(HEADER).all(kept.chunks());
        EventChunk chunk = kept.chunks().getFirst();
        RunDigest digest = new RunDigest(HEADER);
        int added = 0;
        for (int length : new int[] {0, 1, 2, 4_095, 4_096, 4_097, 8_191, 8_192, 8_193, 9_000}) {
            digest.add(chunk, added, length);
            added = length;
            assertEquals(NaiveDigest.of(HEADER, events.subList(0, length)), digest.soFar());
            assertEquals(digest.soFar(), digest.soFar());
        }
        assertEquals(NaiveDigest.of(HEADER, events), digest.finish());
    }

    @Test
    void aReaderThatWaitsHasWhatThereIsAtTheEndOfATick() {
        KeptChunks kept = new KeptChunks();
        log(kept, 70_000);
        Waiting waiting = new Waiting();
        log(waiting, 70_000);
        assertTrue(waiting.chunks.size() > 20, () -> waiting.chunks.size() + " chunks");
        assertTrue(waiting.chunks.stream().allMatch(chunk -> chunk.size() > 0));
        EventRows rows = new EventRows(HEADER);
        assertEquals(rows.all(kept.chunks()), rows.all(waiting.chunks));
    }

    private static void log(ChunkExchange exchange, int events) {
        SplittableRandom random = new SplittableRandom(1);
        EventLog log = new EventLog(exchange);
        for (int tick = 0; log.nextSeq() < events; tick++) {
            // A tick without events has nothing to hand over.
            int many = tick % 7 == 0 ? 0 : 2_000;
            for (int i = 0; i < many && log.nextSeq() < events; i++) {
                int tx = 1 + random.nextInt(1_000);
                switch (random.nextInt(3)) {
                    case 0 -> log.policySubmit(tick, tx, random.nextInt(3), RtgsPriority.NORMAL, 5);
                    case 1 -> log.policySplit(tick, tx, random.nextInt(3), 2, tx + 1, new int[] {tick, tick + 1});
                    default -> log.costAccrual(tick, random.nextInt(3), 1, 2, 3, 4, 5, 6, 7, 28);
                }
            }
            log.endTick();
        }
        log.finish();
    }

    /// Wants a chunk at every third question.
    private static final class Waiting implements ChunkExchange {

        private final List<EventChunk> chunks = new ArrayList<>();
        private int asked;

        @Override
        public EventChunk exchange(@Nullable EventChunk filled) {
            if (filled != null) chunks.add(filled);
            return new EventChunk();
        }

        @Override
        public boolean isAwaited() {
            return asked++ % 3 != 0;
        }

        @Override
        public void finish(EventChunk last) {
            if (last.size() > 0) chunks.add(last);
        }
    }
}
