package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
            notes.finish();
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
    void whatATransactionWasIsFoundInMemoryAndInTheFile() throws IOException {
        try (TransactionNotes notes = new TransactionNotes(file())) {
            for (int i = 0; i < 400_000; i++) notes.arrived(9 + i, i, i, i % 9_289, (i + 1) % 9_289, 10, 3L * i);
            for (int i = 0; i < 400_000; i += 997) {
                assertEquals(3L * i, notes.amount(9 + i));
                assertEquals((long) (i % 9_289) << 32 | ((i + 1) % 9_289), notes.parties(9 + i));
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void anAgentHasARowForEachTickInWhichItChanged() throws IOException {
        Random random = new Random(SEED);
        int agents = 23;
        List<Long> opening = new ArrayList<>();
        for (int i = 0; i < agents; i++) opening.add(1_000L * i);
        List<List<Long>> expected = new ArrayList<>();
        List<List<Long>> found = new ArrayList<>();
        try (AgentTickNotes notes = new AgentTickNotes(file(), opening)) {
            long[][] now = new long[agents + 1][3];
            for (int i = 0; i < agents; i++) now[i][0] = opening.get(i);
            for (int tick = 0; tick < 5_000; tick += 1 + random.nextInt(3)) {
                long[][] before = Arrays.stream(now).map(long[]::clone).toArray(long[][]::new);
                for (int i = random.nextInt(6); i > 0; i--) {
                    // The central bank is one of them. What is undone in the same tick is no change.
                    int a = random.nextInt(agents + 1);
                    int b = random.nextInt(agents + 1);
                    long amount = random.nextInt(3);
                    notes.at(tick);
                    switch (random.nextInt(3)) {
                        case 0 -> {
                            notes.moved(a, b, amount);
                            now[a][0] -= amount;
                            now[b][0] += amount;
                        }
                        case 1 -> {
                            notes.joined(a, amount);
                            now[a][1]++;
                            now[a][2] += amount;
                        }
                        default -> {
                            notes.left(a, amount);
                            now[a][1]--;
                            now[a][2] -= amount;
                        }
                    }
                }
                for (int a = 0; a < agents; a++) {
                    if (Arrays.equals(now[a], before[a])) continue;
                    expected.add(List.of((long) tick, (long) a, now[a][0], now[a][1], now[a][2]));
                }
            }
            notes.end();
            long[][] into = new long[AgentTickNotes.COLUMNS][NoteBlocks.ROWS];
            int at = 0;
            for (int rows = notes.read(0, into); rows > 0; rows = notes.read(at, into)) {
                for (int i = 0; i < rows; i++) {
                    long key = into[AgentTickNotes.AT][i];
                    found.add(
                            List.of(
                                    key & 0xffff_ffffL,
                                    key >> 32,
                                    into[AgentTickNotes.BALANCE][i],
                                    into[AgentTickNotes.COUNT][i],
                                    into[AgentTickNotes.VALUE][i]));
                }
                at += rows;
            }
        }
        assertTrue(expected.size() > 2 * NoteBlocks.ROWS, "the file is not needed");
        found.sort(Comparator.comparing((List<Long> row) -> row.get(0)).thenComparing(row -> row.get(1)));
        assertEquals(expected, found, "seed " + SEED);
        assertNothingIsLeft();
    }

    @Test
    void sumsBeyondALongAreNotNoted() throws IOException {
        try (AgentTickNotes notes = new AgentTickNotes(file(), List.of(Long.MAX_VALUE, 0L))) {
            assertThrows(ArithmeticException.class, () -> notes.moved(1, 0, 1));
            notes.joined(1, Long.MAX_VALUE);
            assertThrows(ArithmeticException.class, () -> notes.joined(1, 1));
        }
    }

    @Test
    void nothingNotedIsNothingRead() throws IOException {
        try (PartyNotes parties = new PartyNotes(file(), 3);
                AgentTickNotes ticks = new AgentTickNotes(file(), List.of(5L));
                TransactionNotes transactions = new TransactionNotes(file())) {
            parties.end();
            assertEquals(0, parties.read().next(new int[10], 0));
            ticks.end();
            assertEquals(0, ticks.read(0, new long[AgentTickNotes.COLUMNS][NoteBlocks.ROWS]));
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
