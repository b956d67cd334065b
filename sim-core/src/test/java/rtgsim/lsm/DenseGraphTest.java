package rtgsim.lsm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Account;
import rtgsim.scenario.LsmConfig;

/// A thousand agents of whom each has something queued to each other: more cycles than could ever be looked at.
class DenseGraphTest {

    private static final int AGENTS = 1_000;

    /// With cycles of up to ten agents there are more than 10^29 of them. That this test ends shows that the counted work bounds the search; the counted work also says
    /// where exactly it ends, so the same amounts one listing further settle what they did not before.
    @Test
    void cyclesEndBeforeTheListingThatExceedsTheCountedWork() {
        List<OffsettingCase.Queued> queued = new ArrayList<>();
        Random random = new Random(1);
        for (int from = 0; from < AGENTS; from++) {
            for (int to = 0; to < AGENTS; to++) {
                if (from != to) queued.add(tx(from, to, 1 + random.nextInt(1_000_000_000)));
            }
        }
        OffsettingCase dense = new OffsettingCase(accounts(), queued, bounds(1_000_000), false);
        long start = System.nanoTime();
        OffsettingOutcome outcome = dense.run(LsmConfig.Algorithm.CYCLES);
        System.out.printf("dense graph of %d agents: %d ms%n", AGENTS, (System.nanoTime() - start) / 1_000_000);
        assertEquals(List.of(), outcome.settled());
    }

    /// The successors of agent 0 and of agent 1 are listed, 999 each, before 0 → 1 → 2 is tried as a cycle.
    @Test
    void whatTwoListingsReachIsFoundWithTheirWorkAndNotWithOneLess() {
        List<OffsettingCase.Queued> queued = new ArrayList<>();
        for (int from = 0; from < AGENTS; from++) {
            for (int to = 0; to < AGENTS; to++) if (from != to) queued.add(tx(from, to, 1));
        }
        long twoListings = 2 * (AGENTS - 1);
        OffsettingOutcome none =
                new OffsettingCase(accounts(), queued, bounds(twoListings - 1), false).run(LsmConfig.Algorithm.CYCLES);
        assertEquals(List.of(), none.settled());
        OffsettingOutcome some =
                new OffsettingCase(accounts(), queued, bounds(twoListings), false).run(LsmConfig.Algorithm.CYCLES);
        assertEquals(3, some.count());
    }

    private static LsmConfig bounds(long cycleWork) {
        return new LsmConfig(List.of(), 1, 10, 1, cycleWork, 24);
    }

    private static List<Account> accounts() {
        return IntStream.range(0, AGENTS).mapToObj(i -> new Account(id(i), 0)).toList();
    }

    private static OffsettingCase.Queued tx(int from, int to, long amount) {
        return new OffsettingCase.Queued(id(from), id(to), amount, RtgsPriority.NORMAL);
    }

    private static String id(int agent) {
        return "A%03d".formatted(agent);
    }
}
