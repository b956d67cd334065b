package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import rtgsim.event.EventChunk;
import rtgsim.event.EventLog;
import rtgsim.event.KeptChunks;
import rtgsim.event.Reason;

/// What stands beside a row of the log, in the lines of fallback files. The rows themselves are compared where such files are replayed.
class EventLinesTest {

    @Test
    void theNodeThatDecidedIsWrittenAndReadWhereThereIsOne() throws IOException {
        KeptChunks kept = new KeptChunks();
        EventLog log = new EventLog(kept);
        log.decidedBy(7);
        log.policyDrop(0, 1, 0, Reason.POLICY.ordinal());
        log.decidedBy(EventChunk.NO_NODE);
        log.policyDrop(0, 2, 0, Reason.POLICY.ordinal());
        log.finish();
        EventChunk chunk = kept.chunks().getFirst();
        EventLines lines = new EventLines(new SampleLog(1, 10, 10, 1).header);
        EventChunk read = new EventChunk();
        read.reset(0);
        for (int row = 0; row < 2; row++) {
            StringBuilder line = new StringBuilder();
            lines.append(line, chunk, row);
            if (row == 1) assertFalse(line.toString().contains("node"), line.toString());
            lines.read(line.toString().strip(), read);
        }
        assertEquals(7, read.nodeAt(0));
        assertEquals(EventChunk.NO_NODE, read.nodeAt(1));
    }
}
