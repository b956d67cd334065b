package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store finds by SQL what a plain loop over all transactions of the run finds: rows, totals, pages either way.
class TransactionFilterTest {

    private static final int EVENTS = 9_000;
    private static final int FILTERS = 150;
    private static final int TICKS_PER_DAY = 40;

    @TempDir private static Path folder;

    private static StoredRun run;
    private static final List<StoredTransaction> ALL = new ArrayList<>();
    private static List<String> agents;

    @BeforeAll
    static void store() {
        SampleLog log = new SampleLog(8, EVENTS, TICKS_PER_DAY, 6);
        Store store = new Store(folder);
        StoredRuns.store(store, "transactions", log);
        run = store.open("transactions");
        agents = run.header().agentIds();
        run.eachTransaction(true, ALL::add);
    }

    @AfterAll
    static void close() {
        run.close();
    }

    @Test
    void randomFiltersFindWhatALoopOverTheRowsFinds() {
        Random random = new Random(13);
        int found = 0;
        for (int i = 0; i < FILTERS; i++) {
            TransactionFilter filter = random(random);
            found += naive(filter).isEmpty() ? 0 : 1;
            check(filter, random);
        }
        assertTrue(found > FILTERS / 3, "most random filters should find something: " + found);
    }

    @Test
    void anAgentInEachRoleIsFoundAndCountedWithAndWithoutLiquidityTransfers() {
        Random random = new Random(14);
        assertTrue(ALL.stream().anyMatch(TransactionFilterTest::isLiquidity), "the run has liquidity transfers");
        List<String> asked = new ArrayList<>(agents);
        asked.add("CENTRAL_BANK");
        asked.add("nobody");
        for (String agent : asked) {
            for (AgentRole role : AgentRole.values()) {
                for (boolean liquidity : new boolean[] {false, true}) check(of(Set.of(agent), role, liquidity), random);
            }
        }
    }

    @Test
    void thePartiesOfAnyNumberOfTransactionsAreThoseOfTheirRows() {
        Random random = new Random(15);
        for (int size : new int[] {0, 1, 2, 200, ALL.size()}) {
            TreeMap<String, TransactionParties> expected = new TreeMap<>();
            List<String> ids = new ArrayList<>(List.of("tx_99999999", "tx_1", "", "1], 2"));
            for (int i = 0; i < size; i++) {
                StoredTransaction row = ALL.get(random.nextInt(ALL.size()));
                ids.add(random.nextInt(ids.size() + 1), row.txId());
                expected.put(
                        row.txId(), new TransactionParties(row.txId(), row.senderId(), row.receiverId(), row.amount()));
            }
            assertEquals(List.copyOf(expected.values()), run.parties(ids));
        }
    }

    private static TransactionFilter of(Set<String> agents, AgentRole role, boolean liquidity) {
        return new TransactionFilter(
                null, null, Set.of(), agents, role, Set.of(), null, null, Set.of(), null, liquidity);
    }

    private static TransactionFilter random(Random random) {
        StoredTransaction some = ALL.get(random.nextInt(ALL.size()));
        boolean byAgent = random.nextInt(3) > 0;
        Set<String> asked =
                !byAgent
                        ? Set.of()
                        : random.nextBoolean()
                                ? Set.of(some.senderId())
                                : new HashSet<>(List.of("nobody", some.receiverId(), "A"));
        return new TransactionFilter(
                random.nextInt(4) == 0 ? some.arrivalTick() - 50 : null,
                random.nextInt(4) == 0 ? some.arrivalTick() + 50 : null,
                random.nextInt(6) == 0 ? Set.of(some.arrivalTick() / TICKS_PER_DAY) : Set.of(),
                asked,
                AgentRole.values()[random.nextInt(AgentRole.values().length)],
                random.nextInt(20) == 0 ? Set.of(some.txId(), "tx_1") : Set.of(),
                random.nextInt(5) == 0 ? some.amount() : null,
                random.nextInt(5) == 0 ? some.amount() * 3 : null,
                random.nextInt(4) == 0 ? EnumSet.of(some.status(), TransactionStatus.SETTLED) : Set.of(),
                random.nextInt(20) == 0 ? some.parentTxId() : null,
                random.nextBoolean());
    }

    private static List<StoredTransaction> naive(TransactionFilter filter) {
        return ALL.stream()
                .filter(row -> filter.tickMin() == null || row.arrivalTick() >= filter.tickMin())
                .filter(row -> filter.tickMax() == null || row.arrivalTick() <= filter.tickMax())
                .filter(row -> filter.days().isEmpty() || filter.days().contains(row.arrivalTick() / TICKS_PER_DAY))
                .filter(row -> filter.agentIds().isEmpty() || isParty(row, filter))
                .filter(row -> filter.txIds().isEmpty() || filter.txIds().contains(row.txId()))
                .filter(row -> filter.amountMin() == null || row.amount() >= filter.amountMin())
                .filter(row -> filter.amountMax() == null || row.amount() <= filter.amountMax())
                .filter(row -> filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
                .filter(row -> filter.parent() == null || filter.parent().equals(row.parentTxId()))
                .filter(row -> filter.liquidity() || !isLiquidity(row))
                .toList();
    }

    private static boolean isParty(StoredTransaction row, TransactionFilter filter) {
        boolean sends = filter.agentIds().contains(row.senderId());
        boolean receives = filter.agentIds().contains(row.receiverId());
        return switch (filter.role()) {
            case SENDER -> sends;
            case RECEIVER -> receives;
            case ANY -> sends || receives;
        };
    }

    private static boolean isLiquidity(StoredTransaction row) {
        return row.settledBy() == SettledBy.LIQUIDITY;
    }

    /// Pages on, pages back from the end, and one from somewhere, in both orders.
    private static void check(TransactionFilter filter, Random random) {
        for (EventOrder order : EventOrder.values()) {
            List<StoredTransaction> expected = naive(filter);
            if (order == EventOrder.TICK_DESC) expected = expected.reversed();
            int limit = 1 + random.nextInt(PageRequest.LIMIT_MAX);
            int offset = random.nextInt(expected.size() + 2);
            List<StoredTransaction> rest = expected.subList(Math.min(offset, expected.size()), expected.size());
            TransactionPage page = run.transactions(filter, new PageRequest.From(order, limit, offset));
            assertEquals(expected.size(), page.total(), filter::toString);
            assertEquals(rest.subList(0, Math.min(limit, rest.size())), page.transactions(), filter::toString);
            if (page.transactions().isEmpty()) continue;
            assertEquals(rest.size() > limit, page.later(), filter::toString);
            assertEquals(offset > 0, page.earlier(), filter::toString);

            StoredTransaction at = expected.get(random.nextInt(expected.size()));
            int place = expected.indexOf(at);
            List<StoredTransaction> after =
                    run.transactions(filter, new PageRequest.After(order, limit, number(at))).transactions();
            assertEquals(
                    expected.subList(place + 1, Math.min(expected.size(), place + 1 + limit)), after, filter::toString);
            List<StoredTransaction> before =
                    run.transactions(filter, new PageRequest.Before(order, limit, number(at))).transactions();
            assertEquals(expected.subList(Math.max(0, place - limit), place), before, filter::toString);
        }
    }

    private static long number(StoredTransaction transaction) {
        return EventQuery.txNumber(transaction.txId()).orElseThrow();
    }
}
