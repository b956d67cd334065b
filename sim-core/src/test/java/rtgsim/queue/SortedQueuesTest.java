package rtgsim.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rtgsim.ledger.Transactions;
import rtgsim.scenario.Rtgs;

class SortedQueuesTest {

    private static final int AGENTS = 3;

    private final Transactions txs = new Transactions();
    private final InternalQueues internal =
            new InternalQueues(
                    Rtgs.InternalOrder.PRIORITY_DEADLINE, txs, new AgentTallies(txs, AGENTS, List.of()), AGENTS);
    private final SortedQueues sorted = Objects.requireNonNull(internal.sorted());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverJoinsLeavesOrComesBackTheOrderIsThatOfSortingAnew(long seed) {
        Random random = new Random(seed);
        List<Integer> queued = new ArrayList<>();
        List<Integer> withdrawn = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            // Long stretches in which queues grow, and others in which they become empty.
            boolean grows = random.nextInt(10) < (step / 300 % 2 == 0 ? 7 : 3);
            if (grows && !withdrawn.isEmpty() && random.nextInt(4) == 0) {
                int slot = withdrawn.remove(random.nextInt(withdrawn.size()));
                internal.putBack(slot);
                queued.add(slot);
            } else if (grows) {
                queued.add(arrives(random.nextInt(AGENTS), random.nextInt(3), random.nextInt(6)));
            } else if (!queued.isEmpty()) {
                int at = random.nextInt(queued.size());
                int slot = queued.get(at);
                if (random.nextInt(3) == 0) {
                    internal.reprioritize(slot, random.nextInt(3));
                } else {
                    queued.remove(at);
                    internal.remove(slot);
                    if (random.nextInt(3) == 0) withdrawn.add(slot);
                    else txs.free(slot);
                }
            }
            if (random.nextInt(5) == 0) assertOrder(random.nextInt(AGENTS), queued, seed, step);
        }
        for (int agent = 0; agent < AGENTS; agent++) assertOrder(agent, queued, seed, 3_000);
    }

    @Test
    void whatIsListedStaysReadableWhileItsRowLosesSomeAndGrows() {
        for (int deadline = 0; deadline < 4; deadline++) arrives(0, 5, deadline);
        int count = sorted.list(0);
        int[] row = sorted.row(0);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(txs.number[row[i]]);
            internal.remove(row[i]);
            arrives(0, 9, 0);
            arrives(0, 1, 0);
        }
        assertEquals(List.of(1, 2, 3, 4), numbers);
        assertEquals(List.of(5, 7, 9, 11, 6, 8, 10, 12), listed(0));
    }

    private int arrives(int sender, int priority, int deadline) {
        int slot = txs.create(sender, (sender + 1) % AGENTS, 100, 0, deadline, priority, false);
        internal.add(slot);
        return slot;
    }

    private void assertOrder(int agent, List<Integer> queued, long seed, int step) {
        List<Integer> expected =
                queued.stream()
                        .filter(slot -> txs.sender[slot] == agent)
                        .sorted(
                                Comparator.<Integer>comparingInt(slot -> -txs.priority[slot])
                                        .thenComparingInt(slot -> txs.deadlineTick[slot])
                                        .thenComparingInt(slot -> txs.number[slot]))
                        .map(slot -> txs.number[slot])
                        .toList();
        assertEquals(expected, listed(agent), () -> "seed " + seed + ", step " + step + ", agent " + agent);
    }

    private List<Integer> listed(int agent) {
        int count = sorted.list(agent);
        return Arrays.stream(sorted.row(agent), 0, count).map(slot -> txs.number[slot]).boxed().toList();
    }
}
