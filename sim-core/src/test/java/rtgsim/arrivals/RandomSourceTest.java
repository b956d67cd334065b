package rtgsim.arrivals;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import rtgsim.arrivals.StreamSeeds.Purpose;

/// The vectors of both generators, as the rule book and the page of the shared stream give them.
class RandomSourceTest {

    private static Xoshiro256PlusPlus stream(Purpose purpose) {
        long[] states = new long[4];
        new StreamSeeds(42, List.of("BANK_A")).seed(0, 0, purpose, states, 0);
        Xoshiro256PlusPlus stream = new Xoshiro256PlusPlus();
        assertTrue(stream.load(states, 0));
        return stream;
    }

    @Test
    void theStateOfAStreamIsTheHashOfItsName() {
        long[] states = new long[6];
        new StreamSeeds(42, List.of("BANK_A")).seed(0, 0, Purpose.COUNT, states, 1);
        assertArrayEquals(
                new long[] {0, 0x908555e2741b5bbdL, 0xef3f0f503a9d71c8L, 0x6772a11ffe3bd0dbL, 0xcd1336268a188023L, 0},
                states);
    }

    @Test
    void theStateOfAStreamDoesNotDependOnOtherAgentsOrOnWhatWasSeededBefore() {
        long[] alone = new long[4];
        new StreamSeeds(42, List.of("BANK_A")).seed(0, 0, Purpose.COUNT, alone, 0);
        StreamSeeds seeds = new StreamSeeds(42, List.of("AN_AGENT_WITH_A_LONG_ID_OF_ÜMLAUTS", "", "BANK_A"));
        long[] states = new long[4];
        seeds.seed(0, 3, Purpose.PRIORITY, states, 0);
        seeds.seed(2, 0, Purpose.COUNT, states, 0);
        assertArrayEquals(alone, states);
    }

    @Test
    void aStreamGivesThePublishedFirstOutputs() {
        Xoshiro256PlusPlus stream = stream(Purpose.COUNT);
        assertEquals("10737830352384567299", Long.toUnsignedString(stream.next()));
        assertEquals(2292142359755300286L, stream.next());
        assertEquals(4769444788062290252L, stream.next());
    }

    @Test
    void poissonOfACountStreamGivesThePublishedCounts() {
        Xoshiro256PlusPlus stream = stream(Purpose.COUNT);
        assertArrayEquals(
                new int[] {1, 1, 1, 2, 2, 3, 1, 3, 4, 1},
                IntStream.range(0, 10).map(i -> stream.poisson(StrictMath.exp(-2.0))).toArray());
    }

    @Test
    void boundedIntegersOfAnAmountStreamAreThePublishedOnes() {
        Xoshiro256PlusPlus stream = stream(Purpose.AMOUNT);
        assertArrayEquals(
                new long[] {11, 59, 44, 70, 37, 59, 13, 46},
                LongStream.range(0, 8).map(i -> stream.below(100)).toArray());
    }

    @Test
    void aStreamGoesOnWhereItWasStored() {
        Xoshiro256PlusPlus straight = stream(Purpose.DEADLINE);
        Xoshiro256PlusPlus interrupted = stream(Purpose.DEADLINE);
        long[] states = new long[4];
        for (int i = 0; i < 100; i++) {
            assertEquals(straight.next(), interrupted.next());
            interrupted.store(states, 0);
            interrupted.next();
            interrupted.load(states, 0);
        }
    }

    @Test
    void aStateOfZerosIsNoState() {
        assertFalse(new Xoshiro256PlusPlus().load(new long[4], 0));
    }

    @Test
    void theUniformOfAStreamIsNeverZeroAndNeverOne() {
        assertEquals(0x1p-53, ((0L >>> 12) + 0.5) * 0x1p-52);
        long[] zeroNext = {0, 1, 1, 0};
        Xoshiro256PlusPlus stream = new Xoshiro256PlusPlus();
        stream.load(zeroNext, 0);
        assertEquals(0x1p-53, stream.unit(), "next is 0");
        // rotl(−1, 23) + 0 = −1: all bits of next are set.
        stream.load(new long[] {0, 1, 1, -1}, 0);
        assertEquals(1 - 0x1p-53, stream.unit(), "next is 2⁶⁴ − 1");
    }

    @Test
    void theSharedStreamGivesThePublishedOutputsAndStates() {
        assertShared(
                1,
                "5180492295206395165 12380297144915551517 13389498078930870103 5599127315341312413",
                "2306758490171379329");
        assertShared(
                42,
                "6255019084209693600 14430073426741505498 14575455857230217846 17414512882241728735",
                "4637185482584944939");
        assertShared(
                12345,
                "10977518812293740004 13893246733018840292 1412386850724336324 13578198927181985541",
                "7812230513901692169");
    }

    private static void assertShared(long seed, String outputs, String state) {
        Xorshift64Star stream = new Xorshift64Star(seed);
        for (String output : outputs.split(" ")) assertEquals(output, Long.toUnsignedString(stream.next()));
        assertEquals(state, Long.toUnsignedString(stream.state()));
    }

    @Test
    void theSharedStreamTakesSeedOneForSeedZero() {
        assertEquals(new Xorshift64Star(1).next(), new Xorshift64Star(0).next());
    }

    @Test
    void theSharedStreamGivesThePublishedDoubles() {
        Xorshift64Star stream = new Xorshift64Star(42);
        assertEquals(0.33908526400192196, stream.unit());
        assertEquals(0.7822558479199243, stream.unit());
        assertEquals(0.7901370452687786, stream.unit());
    }

    @Test
    void theSharedStreamGivesThePublishedBoundedIntegers() {
        Xorshift64Star stream = new Xorshift64Star(42);
        assertArrayEquals(
                new long[] {0, 98, 46, 35, 78, 75, 62, 23},
                LongStream.range(0, 8).map(i -> stream.below(100)).toArray());
    }

    @Test
    void theSharedStreamGivesThePublishedCounts() {
        Xorshift64Star stream = new Xorshift64Star(42);
        assertArrayEquals(
                new int[] {5, 1, 2, 2, 0, 2, 3, 1},
                IntStream.range(0, 8).map(i -> stream.poisson(StrictMath.exp(-2.0))).toArray());
    }

    @Test
    void theChoiceOfAStreamSkipsWeightsOfZeroAndEndsAtTheLastWithAWeight() {
        Xoshiro256PlusPlus stream = new Xoshiro256PlusPlus();
        stream.load(new long[] {0, 1, 1, 0}, 0);
        assertEquals(1, stream.choice(new double[] {0, 3, 0, 5, 0}, 8), "the lowest target");
        stream.load(new long[] {0, 1, 1, -1}, 0);
        assertEquals(3, stream.choice(new double[] {0, 3, 0, 5, 0}, 8), "the highest target");
        stream.load(new long[] {0, 1, 1, -1}, 0);
        assertEquals(3, stream.choice(new double[] {0, 3, 0, 5, 0}, 9), "a target beyond all running sums");
    }
}
