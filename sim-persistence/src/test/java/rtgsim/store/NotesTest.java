package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is noted of passing events is read again as it was noted, wherever it has been meanwhile: in memory or in a file.
class NotesTest {

    private static final long SEED = Long.getLong("rtgsim.seed", 1);

    @TempDir private Path folder;

    @Test
    void transactionsEndInMemoryAndInTheFile() throws IOException {
        Random random = new Random(SEED);
        int count = 700_001;
        int base = 17;
        long[] ends = new long[count];
        long[] amounts = new long[count];
        try (TransactionNotes notes = new TransactionNotes(file())) {
            for (int i = 0; i < count; i++) {
                amounts[i] = random.nextLong();
                notes.arrived(base + i, i / 1_000, i / 1_000 + 7, i % 9_289, (i + 1) % 9_289, i % 11, amounts[i]);
                // An old one, a young one, and this one: whatever comes last holds.
                for (int tx : new int[] {random.nextInt(i + 1), Math.max(0, i - random.nextInt(1_000)), i}) {
                    boolean settles = random.nextBoolean();
                    if (settles) notes.settled(base + tx, i, SettledBy.values()[i % 9]);
                    else notes.became(base + tx, TransactionNotes.CENTRAL);
                    ends[tx] = settles ? (long) i << 32 | (long) (i % 9) << 8 | 2 : 1;
                }
            }
            assertEquals(base, notes.base());
            long[][] into = new long[4][2_048];
            int at = 0;
            for (int rows = notes.read(0, into); rows > 0; rows = notes.read(at, into)) {
                assertArrayEquals(
                        Arrays.copyOfRange(amounts, at, at + rows),
                        Arrays.copyOf(into[TransactionNotes.AMOUNT], rows),
                        "seed " + SEED);
                assertArrayEquals(
                        Arrays.copyOfRange(ends, at, at + rows), Arrays.copyOf(into[TransactionNotes.END], rows));
                for (int i = 0; i < rows; i++) {
                    int tx = at + i;
                    assertEquals(((long) (tx / 1_000) << 32) + tx / 1_000 + 7, into[TransactionNotes.TICKS][i]);
                    long parties = (long) (tx % 9_289) << 36 | (long) (tx % 11) << 32 | ((tx + 1) % 9_289);
                    assertEquals(parties, into[TransactionNotes.PARTIES][i]);
                }
                at += rows;
            }
            assertEquals(count, at);
        }
        assertNothingIsLeft();
    }

    @Test
    void partiesComeSortedByAgentAndSeq() throws IOException {
        Random random = new Random(SEED);
        int agents = 301;
        List<List<Long>> expected = new ArrayList<>();
        for (int i = 0; i < agents; i++) expected.add(new ArrayList<>());
        try (PartyNotes notes = new PartyNotes(file(), agents)) {
            long seq = 5;
            for (int i = 0; i < 900_000; i++) {
                // Now and then a piece ends early, since its seqs would not fit any more.
                seq += i == 700_000 ? 1L << 40 : 1 + random.nextInt(2);
                notes.at(seq);
                int agent = random.nextBoolean() ? random.nextInt(3) : random.nextInt(agents - 1);
                int role = random.nextInt(4);
                notes.add(seq, agent, role);
                expected.get(agent).add((seq << 2) + role);
            }
            notes.end();
            PartyNotes.Reader reader = notes.read();
            List<List<Long>> found = new ArrayList<>();
            for (int i = 0; i < agents; i++) found.add(new ArrayList<>());
            int[] into = new int[2_048];
            for (int rows = reader.next(into, 48); rows > 0; rows = reader.next(into, 48)) {
                for (int i = 48; i < 48 + rows; i++) {
                    found.get(reader.agent()).add((reader.firstSeq() + (into[i] >>> 2)) << 2 | (into[i] & 3));
                }
            }
            assertEquals(expected, found, "seed " + SEED);
        }
        assertNothingIsLeft();
    }

    @Test
    void nothingNotedIsNothingRead() throws IOException {
        try (PartyNotes parties = new PartyNotes(file(), 3);
                TransactionNotes transactions = new TransactionNotes(file())) {
            parties.end();
            assertEquals(0, parties.read().next(new int[10], 0));
            assertEquals(0, transactions.read(0, new long[4][2_048]));
        }
        assertNothingIsLeft();
    }

    private NoteFile file() {
        return new NoteFile(folder.resolve("notes.writing"), WriterProbe.NONE);
    }

    private void assertNothingIsLeft() throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
