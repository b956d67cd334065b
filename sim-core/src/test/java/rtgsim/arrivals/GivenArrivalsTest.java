package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static rtgsim.arrivals.Worlds.agent;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import rtgsim.arrivals.Worlds.Row;
import rtgsim.event.ArrivalOrigin;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation.DeadlineCap;
import rtgsim.scenario.Simulation.Rng;

class GivenArrivalsTest {

    /// Two days of three ticks, agents A, B and C.
    private static Scenario world(DeadlineCap cap) {
        return Worlds.scenario(Worlds.simulation(3, 2, 1, Rng.PER_AGENT, cap), agent("A"), agent("B"), agent("C"));
    }

    /// @param rows each tick, sender, receiver, amount, priority, deadline
    private static GivenArrivals given(Scenario scenario, long[]... rows) {
        byte[] priorities = new byte[rows.length];
        for (int row = 0; row < rows.length; row++) priorities[row] = (byte) rows[row][4];
        return new GivenArrivals(
                scenario.simulation(),
                new AgentOrder(scenario),
                column(rows, 0),
                column(rows, 1),
                column(rows, 2),
                Arrays.stream(rows).mapToLong(row -> row[3]).toArray(),
                priorities,
                column(rows, 5));
    }

    private static int[] column(long[][] rows, int column) {
        return Arrays.stream(rows).mapToInt(row -> (int) row[column]).toArray();
    }

    private static long[] row(long... values) {
        return values;
    }

    @Test
    void rowsInAnyOrderOfTicksArriveByTickAndWithinATickInTheirOwnOrder() {
        Scenario scenario = world(DeadlineCap.NONE);
        GivenArrivals arrivals =
                given(
                        scenario,
                        row(5, 0, 1, 10, 5, 6),
                        row(0, 2, 1, 20, 0, 9),
                        row(5, 1, 0, 30, 10, 7),
                        row(2, 1, 2, 40, 5, 3),
                        row(0, 0, 2, Long.MAX_VALUE, 5, Integer.MAX_VALUE));
        assertEquals(
                List.of(
                        new Row(0, 2, 1, 20, 9, 0, false),
                        new Row(0, 0, 2, Long.MAX_VALUE, Integer.MAX_VALUE, 5, false),
                        new Row(2, 1, 2, 40, 3, 5, false),
                        new Row(5, 0, 1, 10, 6, 5, false),
                        new Row(5, 1, 0, 30, 7, 10, false)),
                Worlds.rows(scenario.simulation(), arrivals));
    }

    @Test
    void givenArrivalsAreOfOriginFile() {
        ArrivalBatch batch = new ArrivalBatch();
        given(world(DeadlineCap.NONE), row(0, 0, 1, 1, 5, 1)).arrivals(0, batch);
        assertEquals(1, batch.size());
        assertEquals(ArrivalOrigin.FILE, batch.origin[0]);
    }

    @Test
    void theDeadlineCapHoldsForRowsToo() {
        assertEquals(3, deadline(DeadlineCap.END_OF_DAY, row(2, 0, 1, 1, 5, 4)));
        assertEquals(6, deadline(DeadlineCap.END_OF_RUN, row(2, 0, 1, 1, 5, 7)));
        assertEquals(7, deadline(DeadlineCap.NONE, row(2, 0, 1, 1, 5, 7)));
    }

    private static int deadline(DeadlineCap cap, long[] row) {
        Scenario scenario = world(cap);
        return Worlds.rows(scenario.simulation(), given(scenario, row)).getFirst().deadline();
    }

    @Test
    void aRowThatCannotBeIsRefusedByItsNumber() {
        assertRefused("row 1: tick must be 0 to 5, but it is 6", row(6, 0, 1, 1, 5, 9));
        assertRefused("row 1: tick must be 0 to 5, but it is -1", row(-1, 0, 1, 1, 5, 9));
        assertRefused("row 1: sender must be 0 to 2, but it is 3", row(0, 3, 1, 1, 5, 9));
        assertRefused("row 1: receiver must be 0 to 2, but it is -1", row(0, 0, -1, 1, 5, 9));
        assertRefused("row 1: sender and receiver must differ, but both are agent 2", row(0, 2, 2, 1, 5, 9));
        assertRefused("row 1: amount must be 1 to 9223372036854775807, but it is 0", row(0, 0, 1, 0, 5, 9));
        assertRefused("row 1: priority must be 0 to 10, but it is 11", row(0, 0, 1, 1, 11, 9));
        assertRefused("row 1: deadlineTick must be after tick 4, but it is 4", row(4, 0, 1, 1, 5, 4));
    }

    private static void assertRefused(String message, long[] row) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> given(world(DeadlineCap.NONE), row(0, 0, 1, 1, 5, 1), row));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void columnsOfDifferentLengthsAreRefused() {
        Scenario scenario = world(DeadlineCap.NONE);
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new GivenArrivals(
                                        scenario.simulation(),
                                        new AgentOrder(scenario),
                                        new int[2],
                                        new int[2],
                                        new int[2],
                                        new long[3],
                                        new byte[2],
                                        new int[2]));
        assertEquals("all columns must be as long as tick with 2 rows, but amount has 3", refused.getMessage());
    }

    @Test
    void aTickThatIsLeftOutIsRefused() {
        GivenArrivals arrivals = given(world(DeadlineCap.NONE), row(0, 0, 1, 1, 5, 1));
        assertThrows(IllegalStateException.class, () -> arrivals.arrivals(1, new ArrivalBatch()));
    }
}
