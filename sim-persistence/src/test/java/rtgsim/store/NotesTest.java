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
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is noted of passing events is read again as it was noted, wherever it has been meanwhile: in memory or in a file.
class NotesTest {

    private static final long SEED = Long.getLong("rtgsim.seed", 1);
    private static final Comparator<List<Long>> BY_FIRST_THEN_SECOND =
            Comparator.comparing((List<Long> key) -> key.get(0)).thenComparing(key -> key.get(1));

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
            TransactionNotes.Reader reader = notes.read();
            for (int rows = reader.read(0, into); rows > 0; rows = reader.read(at, into)) {
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
    void blocksSayInHowManyEventsAnAgentIs() throws IOException {
        Random random = new Random(SEED);
        int agents = 301;
        TreeMap<List<Long>, long[]> expected = new TreeMap<>(BY_FIRST_THEN_SECOND);
        List<List<Long>> members = new ArrayList<>();
        TreeMap<List<Long>, long[]> found = new TreeMap<>(BY_FIRST_THEN_SECOND);
        List<List<Long>> foundMembers = new ArrayList<>();
        try (AgentBlockNotes notes = new AgentBlockNotes(file(), file("members.writing"), agents)) {
            long seq = 5;
            for (int i = 0; i < 900_000; i++) {
                seq += i == 700_000 ? 1L << 30 : 1 + random.nextInt(2);
                notes.at(seq);
                int agent = random.nextBoolean() ? random.nextInt(3) : random.nextInt(agents - 1);
                int role = random.nextInt(4);
                switch (role) {
                    case 0 -> notes.sender(agent);
                    case 1 -> notes.receiver(agent);
                    case 2 -> notes.named(agent);
                    default -> {
                        notes.member(agent, seq);
                        members.add(List.of((long) agent << 32, seq));
                    }
                }
                expected.computeIfAbsent(List.of(seq / AgentBlockNotes.EVENTS, (long) agent), _ -> new long[4])[role]++;
            }
            notes.end();
            each(
                    notes.blocks(),
                    row -> {
                        long at = row.get(AgentBlockNotes.AT);
                        long ofTwo = row.get(AgentBlockNotes.OF_TWO);
                        long others = row.get(AgentBlockNotes.OTHERS);
                        found.put(
                                List.of(at & 0xffff_ffffL, at >> 32),
                                new long[] {ofTwo >> 32, (int) ofTwo, others >> 32, (int) others});
                    });
            each(notes.members(), foundMembers::add);
        }
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(found.keySet()), "seed " + SEED);
        expected.forEach((key, counts) -> assertArrayEquals(counts, found.get(key), () -> key + ", seed " + SEED));
        assertEquals(members, foundMembers, "seed " + SEED);
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
            each(
                    notes.rows(),
                    row -> {
                        long key = row.get(AgentTickNotes.AT);
                        found.add(
                                List.of(
                                        key & 0xffff_ffffL,
                                        key >> 32,
                                        row.get(AgentTickNotes.BALANCE),
                                        row.get(AgentTickNotes.COUNT),
                                        row.get(AgentTickNotes.VALUE)));
                    });
        }
        assertTrue(expected.size() > 2 * NoteBlocks.ROWS, "the file is not needed");
        found.sort(BY_FIRST_THEN_SECOND);
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
        try (AgentBlockNotes blocks = new AgentBlockNotes(file(), file("members.writing"), 3);
                AgentTickNotes ticks = new AgentTickNotes(file(), List.of(5L));
                TransactionNotes transactions = new TransactionNotes(file())) {
            blocks.end();
            ticks.end();
            for (NotedRows none : List.of(blocks.blocks(), blocks.members(), ticks.rows())) {
                each(none, row -> assertEquals(List.of(), row));
            }
            assertEquals(0, transactions.read().read(0, new long[4][2_048]));
        }
        assertNothingIsLeft();
    }

    private NoteFile file() {
        return file("notes.writing");
    }

    private NoteFile file(String name) {
        return new NoteFile(folder.resolve(name), WriterProbe.NONE);
    }

    private static void each(NotedRows notes, Consumer<List<Long>> reader) throws IOException {
        long[][] into = new long[notes.columns()][NoteBlocks.ROWS];
        int at = 0;
        for (int rows = notes.read(0, into); rows > 0; rows = notes.read(at, into)) {
            for (int i = 0; i < rows; i++) {
                int row = i;
                reader.accept(Arrays.stream(into).map(column -> column[row]).toList());
            }
            at += rows;
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
