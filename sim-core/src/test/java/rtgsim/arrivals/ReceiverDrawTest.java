package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiverDrawTest {

    @Test
    void allOthersAreTheAgentsInOrderWithoutTheSender() {
        ReceiverDraw draw = ReceiverDraw.allOthers(4);
        int[] receivers = new int[3];
        for (int i = 0; i < 3; i++) receivers[i] = draw.draw(ScriptedSource.ofIntegers(i), 1);
        assertEquals("0 2 3", receivers[0] + " " + receivers[1] + " " + receivers[2]);
    }

    @Test
    void allOthersInAnOrderOfTheirOwnAreThatOrderWithoutTheSender() {
        ReceiverDraw draw = ReceiverDraw.allOthers(new int[] {3, 1, 0, 2});
        int[] receivers = new int[3];
        for (int i = 0; i < 3; i++) receivers[i] = draw.draw(ScriptedSource.ofIntegers(i), 1);
        assertEquals("3 0 2", receivers[0] + " " + receivers[1] + " " + receivers[2]);
    }

    /// Every draw that there is, for every sender.
    @Test
    void theSearchBySizeFindsWhomTheWalkFinds() {
        Random random = new Random(1);
        for (int world = 0; world < 200; world++) {
            long[] sizes = new long[2 + random.nextInt(9)];
            for (int i = 0; i < sizes.length; i++) sizes[i] = Math.max(0, random.nextInt(12) - 2);
            sizes[random.nextInt(sizes.length - 1)] = 3;
            sizes[sizes.length - 1] = 1;
            ReceiverDraw draw = ReceiverDraw.bySize(sizes);
            for (int sender = 0; sender < sizes.length; sender++) {
                long others = 0;
                for (int i = 0; i < sizes.length; i++) if (i != sender) others += sizes[i];
                for (long r = 0; r < others; r++) {
                    ScriptedSource source = ScriptedSource.ofIntegers(r);
                    int receiver = draw.draw(source, sender);
                    assertEquals(walkBySize(sizes, sender, r), receiver, () -> "seed 1, sizes " + sizes.length);
                    assertEquals(others, source.lastBound());
                }
            }
        }
    }

    private static int walkBySize(long[] sizes, int sender, long r) {
        long sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (i == sender) continue;
            sum += sizes[i];
            if (sum > r) return i;
        }
        throw new AssertionError("the draw is below the sum of the others");
    }

    @Test
    void theSearchByWeightFindsWhomTheWalkFinds() {
        Random random = new Random(2);
        for (int world = 0; world < 2_000; world++) {
            int count = 1 + random.nextInt(9);
            int[] candidates = new int[count];
            double[] weights = new double[count];
            double total = 0;
            for (int i = 0; i < count; i++) {
                candidates[i] = 3 * i + 1;
                weights[i] = random.nextInt(3) == 0 ? 1e-18 : random.nextInt(1, 5) / 4.0;
                total += weights[i];
            }
            ReceiverDraw draw = ReceiverDraw.byWeight(candidates, weights);
            for (int i = 0; i <= 64; i++) {
                double u = i / 64.0;
                int expected = candidates[walkByWeight(weights, u * total)];
                int seed = world;
                assertEquals(expected, draw.draw(ScriptedSource.ofReals(u), 0), () -> "seed 2, world " + seed);
            }
        }
    }

    private static int walkByWeight(double[] weights, double target) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum > target) return i;
        }
        return weights.length - 1;
    }

    @Test
    void aRunningSumThatOnlyEqualsTheTargetDoesNotExceedIt() {
        ReceiverDraw draw = ReceiverDraw.byWeight(new int[] {4, 5, 6}, new double[] {1, 1, 2});
        assertEquals(4, draw.draw(ScriptedSource.ofReals(Math.nextDown(0.25)), 0));
        assertEquals(5, draw.draw(ScriptedSource.ofReals(0.25), 0));
        assertEquals(6, draw.draw(ScriptedSource.ofReals(0.5), 0));
        assertEquals(6, draw.draw(ScriptedSource.ofReals(1), 0), "rounding left none");
    }

    @Test
    void theWalkTakesTheFirstForADrawOfZeroAndTheLastWhereRoundingLeavesSomething() {
        int[] inOrder = {2, 0, 1};
        ReceiverDraw draw = ReceiverDraw.byWalk(inOrder, new int[] {0, 2}, new double[] {0, 0.5}, 0.5);
        assertEquals(2, draw.draw(ScriptedSource.ofReals(0), 0), "though it weighs nothing");
        assertEquals(1, draw.draw(ScriptedSource.ofReals(0.1), 0));
        assertEquals(1, draw.draw(ScriptedSource.ofReals(1.5), 0));
        assertTrue(
                ReceiverDraw.byWalk(inOrder, new int[] {0}, new double[] {1}, 2).draw(ScriptedSource.ofReals(1), 1)
                        == 0);
    }
}
