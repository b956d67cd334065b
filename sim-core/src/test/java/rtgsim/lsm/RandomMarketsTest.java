package rtgsim.lsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static rtgsim.scenario.LsmConfig.Algorithm.ALL_OR_NOTHING;
import static rtgsim.scenario.LsmConfig.Algorithm.BILATERAL;
import static rtgsim.scenario.LsmConfig.Algorithm.CYCLES;
import static rtgsim.scenario.LsmConfig.Algorithm.MULTILATERAL;
import static rtgsim.scenario.LsmConfig.Algorithm.OPTIMAL;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import rtgsim.event.EventLog;
import rtgsim.event.RtgsPriority;
import rtgsim.event.UnreadChunks;
import rtgsim.ledger.Account;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Reservations;

/// The five algorithms on small random markets with limits, reservations and priorities: against [NaiveOffsetting], which tries every set where the best is
/// asked for, and by the theorems of the rule book. `-Drtgsim.market=SEED` runs one market alone.
class RandomMarketsTest {

    private static final int MARKETS = 10_000;
    private static final int MARKETS_SOAKED = 1_000_000;

    /// What the seeds must have met this often, so that equal outcomes say something.
    private static final int EACH_AT_LEAST = 100;

    private final EventLog log = new EventLog(new UnreadChunks());

    @Test
    void everyAlgorithmSettlesWhatTheRuleBookSays() {
        assertAll(MARKETS);
    }

    @Test
    @Tag("soak")
    void everyAlgorithmSettlesWhatTheRuleBookSaysInAMillionMarkets() {
        assertAll(MARKETS_SOAKED);
    }

    private void assertAll(int markets) {
        Map<LsmConfig.Algorithm, Integer> settled = new EnumMap<>(LsmConfig.Algorithm.class);
        Map<LsmConfig.Algorithm, Integer> partly = new EnumMap<>(LsmConfig.Algorithm.class);
        long only = Long.getLong("rtgsim.market", -1);
        for (long seed = 0; seed < markets; seed++) {
            if (only >= 0 && seed != only) continue;
            // Of every three markets one is short enough to try all sets.
            OffsettingCase market = market(new Random(seed), seed % 3 == 0 ? 9 : 30);
            Map<LsmConfig.Algorithm, OffsettingOutcome> outcomes = new EnumMap<>(LsmConfig.Algorithm.class);
            for (LsmConfig.Algorithm algorithm : LsmConfig.Algorithm.values()) {
                if (algorithm == OPTIMAL && market.queued().size() > 9) continue;
                OffsettingOutcome outcome = market.run(algorithm, log);
                NaiveOffsetting naive = new NaiveOffsetting(market);
                naive.run(algorithm, new Random(seed));
                String where = "market " + seed + ", " + algorithm;
                assertEquals(naive.settledPositions(), outcome.settled(), where);
                assertEquals(naive.balances(), outcome.closing(), where);
                outcomes.put(algorithm, outcome);
                if (outcome.count() == 0) continue;
                settled.merge(algorithm, 1, Integer::sum);
                if (outcome.count() < market.queued().size()) partly.merge(algorithm, 1, Integer::sum);
            }
            assertTheorems(seed, market, outcomes);
        }
        if (only >= 0) return;
        for (LsmConfig.Algorithm algorithm : LsmConfig.Algorithm.values()) {
            assertTrue(settled.getOrDefault(algorithm, 0) >= EACH_AT_LEAST, () -> algorithm + " settled: " + settled);
            if (algorithm == ALL_OR_NOTHING) continue;
            assertTrue(
                    partly.getOrDefault(algorithm, 0) >= EACH_AT_LEAST, () -> algorithm + " settled part: " + partly);
        }
    }

    private void assertTheorems(
            long seed, OffsettingCase market, Map<LsmConfig.Algorithm, OffsettingOutcome> outcomes) {
        String where = "market " + seed;
        OffsettingOutcome multilateral = outcome(outcomes, MULTILATERAL);
        OffsettingOutcome all = outcome(outcomes, ALL_OR_NOTHING);
        if (all.count() > 0) assertEquals(all, multilateral, where);
        OffsettingCase.Optimum optimum = market.optimum(Long.MAX_VALUE, 2, 5, log);
        assertTrue(optimum.isExact(), where);
        boolean searched = market.queued().size() <= market.bounds().optimalMaxTransactions();
        if (searched && outcomes.containsKey(OPTIMAL)) assertEquals(outcome(outcomes, OPTIMAL), optimum.found(), where);
        for (LsmConfig.Algorithm algorithm : List.of(BILATERAL, CYCLES, MULTILATERAL)) {
            assertTrue(outcome(outcomes, algorithm).value() <= optimum.valueBound(), where + ", " + algorithm);
        }
        OffsettingCase.Optimum early = market.optimum(seed % 20, 3, 4, log);
        assertTrue(early.found().value() <= optimum.valueBound(), where);
        assertTrue(early.valueBound() >= optimum.valueBound(), where);
        if (market.queued().size() > 9) return;
        assertGreatestPrefixes(where, market, multilateral, 0);
        if (market.accounts().size() == 2) assertGreatestPrefixes(where, market, outcome(outcomes, BILATERAL), 1);
    }

    private static OffsettingOutcome outcome(
            Map<LsmConfig.Algorithm, OffsettingOutcome> outcomes, LsmConfig.Algorithm algorithm) {
        OffsettingOutcome outcome = outcomes.get(algorithm);
        if (outcome == null) throw new AssertionError(algorithm);
        return outcome;
    }

    /// What settled is a feasible set of prefixes, and holds every other one.
    ///
    /// @param least how many transactions a prefix has at least
    private static void assertGreatestPrefixes(
            String where, OffsettingCase market, OffsettingOutcome outcome, int least) {
        NaiveOffsetting naive = new NaiveOffsetting(market);
        List<String> senders = market.accounts().stream().map(Account::id).toList();
        Map<String, List<NaiveOffsetting.Tx>> bySender = new TreeMap<>();
        for (String sender : senders) {
            bySender.put(sender, naive.queue().stream().filter(tx -> tx.sender().equals(sender)).toList());
        }
        Set<Integer> greatest = new HashSet<>(outcome.settled());
        List<List<NaiveOffsetting.Tx>> sets = new ArrayList<>();
        sets.add(List.of());
        for (List<NaiveOffsetting.Tx> own : bySender.values()) {
            List<List<NaiveOffsetting.Tx>> longer = new ArrayList<>();
            for (List<NaiveOffsetting.Tx> set : sets) {
                for (int length = least; length <= own.size(); length++) {
                    List<NaiveOffsetting.Tx> with = new ArrayList<>(set);
                    with.addAll(own.subList(0, length));
                    longer.add(with);
                }
            }
            sets = longer;
        }
        boolean found = greatest.isEmpty();
        for (List<NaiveOffsetting.Tx> set : sets) {
            List<Integer> positions = set.stream().map(NaiveOffsetting.Tx::position).toList();
            boolean feasible = naive.feasible(set);
            if (feasible) assertTrue(greatest.containsAll(positions), () -> where + " leaves out of " + positions);
            found |= feasible && positions.size() == greatest.size();
        }
        assertTrue(found, where);
    }

    private static OffsettingCase market(Random random, int length) {
        // The first draws of neighbouring seeds are much alike.
        for (int i = 0; i < 3; i++) random.nextInt();
        int count = random.nextInt(4) == 0 ? 2 : 2 + random.nextInt(5);
        long unit = random.nextInt(4) == 0 ? 1_000_000_007L : 1 + random.nextInt(50);
        int wealth = 1 + random.nextInt(8);
        int sizes = 1 + random.nextInt(10);
        boolean plain = random.nextInt(4) == 0;
        List<Account> accounts =
                IntStream.range(0, count).mapToObj(i -> account(random, i, count, unit, wealth, plain)).toList();
        int classes = plain ? 1 : 1 + random.nextInt(3);
        List<OffsettingCase.Queued> queued = new ArrayList<>();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            int sender = random.nextInt(count);
            int receiver = (sender + 1 + random.nextInt(count - 1)) % count;
            queued.add(
                    new OffsettingCase.Queued(
                            "A" + sender,
                            "A" + receiver,
                            unit * (1 + random.nextInt(sizes)) + (random.nextInt(4) == 0 ? random.nextInt(3) : 0),
                            RtgsPriority.values()[random.nextInt(classes)]));
        }
        LsmConfig bounds =
                new LsmConfig(
                        List.of(),
                        1,
                        3 + random.nextInt(4),
                        random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 10,
                        random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 1_000_000,
                        1 + random.nextInt(30));
        return new OffsettingCase(accounts, queued, bounds, random.nextInt(4) == 0);
    }

    private static Account account(Random random, int index, int count, long unit, int wealth, boolean plain) {
        Map<String, Long> bilateral = new HashMap<>();
        for (int other = 0; other < count; other++) {
            if (other != index && random.nextInt(3) == 0) bilateral.put("A" + other, unit * random.nextInt(12));
        }
        Limits limits =
                new Limits(
                        bilateral,
                        random.nextBoolean() ? null : unit * random.nextInt(20),
                        random.nextBoolean() ? Limits.Bind.NORMAL : Limits.Bind.ALL);
        Reservations reservations = new Reservations(unit * random.nextInt(4), unit * random.nextInt(4));
        long cap = random.nextInt(3) == 0 ? unit * random.nextInt(6) : 0;
        long opening = unit * random.nextInt(wealth);
        // Of one in eighteen the credit line was lowered below its use.
        long used = random.nextInt(6) == 0 ? cap + (random.nextInt(3) == 0 ? unit * random.nextInt(4) : 0) : 0;
        return new Account(
                "A" + index,
                used > 0 ? -used : opening,
                cap,
                plain || random.nextInt(3) > 0 ? Limits.NONE : limits,
                plain || random.nextInt(3) > 0 ? Reservations.NONE : reservations);
    }
}
