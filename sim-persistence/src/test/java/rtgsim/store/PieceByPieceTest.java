package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PieceByPieceTest {

    private static final long SEED = Long.getLong("rtgsim.seed", 1);

    private final List<Integer> committed = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> closed = Collections.synchronizedList(new ArrayList<>());

    /// @param failing the piece whose insertion fails, or that of which the commit does, as `-1 - piece`
    private PieceByPiece.Opening ways(int failing) {
        return number ->
                new PieceByPiece.Way() {
                    private final Random random = new Random(SEED + number);
                    private int piece = Integer.MIN_VALUE;

                    @Override
                    public void insert(int next) throws SQLException {
                        piece = next;
                        for (int i = random.nextInt(200_000); i > 0; i--) Thread.onSpinWait();
                        if (piece == failing) throw new SQLException("piece " + piece);
                    }

                    @Override
                    public void commit() throws SQLException {
                        if (-1 - piece == failing) throw new SQLException("commit " + piece);
                        committed.add(piece);
                    }

                    @Override
                    public void close() {
                        closed.add(number);
                    }
                };
    }

    @Test
    void allPiecesAreCommittedInOrderHoweverLongTheyTake() throws SQLException {
        for (int pieces : new int[] {0, 1, 2, 3, 40}) {
            for (int atOnce = 1; atOnce <= 3; atOnce++) {
                committed.clear();
                closed.clear();
                PieceByPiece.insert(pieces, atOnce, ways(Integer.MAX_VALUE));
                assertEquals(IntStream.range(0, pieces).boxed().toList(), committed, "seed " + SEED);
                assertEquals(Math.min(pieces, atOnce), closed.size());
            }
        }
    }

    @Test
    void nothingIsCommittedBehindWhatFailed() {
        for (int piece = 0; piece < 9; piece++) {
            for (int failing : new int[] {piece, -1 - piece}) {
                committed.clear();
                closed.clear();
                SQLException failure = assertThrows(SQLException.class, () -> PieceByPiece.insert(9, 2, ways(failing)));
                assertTrue(failure.toString().endsWith(" " + piece), failure::toString);
                List<Integer> inOrder = List.copyOf(committed);
                assertEquals(IntStream.range(0, inOrder.size()).boxed().toList(), inOrder);
                assertTrue(inOrder.size() <= piece, inOrder + " beside the failure of " + piece);
                assertEquals(2, closed.size(), "every way is closed");
            }
        }
    }

    @Test
    void aWayThatCannotBeOpenedEndsTheOthers() {
        PieceByPiece.Opening ways = ways(Integer.MAX_VALUE);
        assertThrows(
                SQLException.class,
                () ->
                        PieceByPiece.insert(
                                9,
                                2,
                                number -> {
                                    if (number == 1) throw new SQLException("no connection");
                                    return ways.open(number);
                                }));
        assertEquals(1, closed.size());
    }
}
