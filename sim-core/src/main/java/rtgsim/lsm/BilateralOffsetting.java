package rtgsim.lsm;

import java.util.Arrays;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Finality;
import rtgsim.queue.Kernel;

/// Settles what two agents owe each other, the greatest feasible pair of prefixes of their queues.
///
/// Pairs and their values are taken once, at the start of a run, and each pair is tried once: largest mutual value first, ties by the smaller agent, then the
/// other. A pair starts with all transactions of both directions; while the net payer may not pay the difference it loses its last one.
public final class BilateralOffsetting implements OffsettingAlgorithm {

    private final Transactions txs;
    private final CentralQueue central;
    private final Finality finality;
    private final QueueGraph graph;
    private final BilateralSet set;

    private int pairs;
    private int[] forward = new int[64];
    private int[] backward = new int[64];
    private long[] mutualValue = new long[64];
    private int[] heap = new int[64];

    /// Beside the slots of the graph, where an edge has one back.
    private long[] amounts = new long[0];

    BilateralOffsetting(Kernel kernel) {
        txs = kernel.txs();
        central = kernel.central();
        finality = kernel.finality();
        graph = new QueueGraph(central, kernel.agents());
        set = new BilateralSet(kernel);
    }

    @Override
    public void startTick() {}

    @Override
    public boolean run(int tick) {
        if (central.count() < 2) return false;
        graph.build();
        collectPairs();
        boolean settled = false;
        for (int left = pairs; left > 0; left--) settled |= tryPair(tick, takeLargest(left));
        return settled;
    }

    private void collectPairs() {
        pairs = 0;
        if (amounts.length < graph.slots.length) amounts = new long[graph.slots.length];
        for (int edge = 0; edge < graph.edges; edge++) {
            if (graph.source[edge] > graph.target[edge]) continue;
            int back = graph.edge(graph.target[edge], graph.source[edge]);
            if (back < 0) continue;
            if (pairs == forward.length) growPairs();
            forward[pairs] = edge;
            backward[pairs] = back;
            mutualValue[pairs] = Math.min(sum(edge), sum(back));
            heap[pairs] = pairs;
            pairs++;
        }
        for (int i = pairs / 2 - 1; i >= 0; i--) siftDown(i, pairs);
    }

    /// Pairs are numbered in the order of their smaller agent, then of the other, so the number breaks ties.
    private boolean before(int pair, int other) {
        if (mutualValue[pair] != mutualValue[other]) return mutualValue[pair] > mutualValue[other];
        return pair < other;
    }

    private int takeLargest(int size) {
        int largest = heap[0];
        heap[0] = heap[size - 1];
        siftDown(0, size - 1);
        return largest;
    }

    private void siftDown(int from, int size) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) child++;
            if (!before(heap[child], heap[at])) return;
            int moved = heap[at];
            heap[at] = heap[child];
            heap[child] = moved;
            at = child;
        }
    }

    private boolean tryPair(int tick, int pair) {
        int there = forward[pair];
        int back = backward[pair];
        int thereEnd = graph.end[there];
        int backEnd = graph.end[back];
        set.clear(graph.source[there], graph.target[there]);
        for (int i = graph.head[there]; i < thereEnd; i++) set.addFirst(txs.rtgsPriority[graph.slots[i]], amounts[i]);
        for (int i = graph.head[back]; i < backEnd; i++) set.addSecond(txs.rtgsPriority[graph.slots[i]], amounts[i]);
        while (!set.holds()) {
            if (set.firstTotal() > set.secondTotal()) {
                thereEnd--;
                set.addFirst(txs.rtgsPriority[graph.slots[thereEnd]], -amounts[thereEnd]);
            } else {
                backEnd--;
                set.addSecond(txs.rtgsPriority[graph.slots[backEnd]], -amounts[backEnd]);
            }
            if (thereEnd == graph.head[there] || backEnd == graph.head[back]) return false;
        }
        set.settle();
        for (int i = graph.head[there]; i < thereEnd; i++) set.name(graph.slots[i]);
        for (int i = graph.head[back]; i < backEnd; i++) set.name(graph.slots[i]);
        set.log(tick, false);
        for (int i = graph.head[there]; i < thereEnd; i++) finality.settledByOffset(tick, graph.slots[i]);
        for (int i = graph.head[back]; i < backEnd; i++) finality.settledByOffset(tick, graph.slots[i]);
        return true;
    }

    private long sum(int edge) {
        long sum = 0;
        for (int i = graph.head[edge]; i < graph.end[edge]; i++) {
            amounts[i] = txs.amount[graph.slots[i]];
            sum = Math.addExact(sum, amounts[i]);
        }
        return sum;
    }

    private void growPairs() {
        int length = pairs * 2;
        forward = Arrays.copyOf(forward, length);
        backward = Arrays.copyOf(backward, length);
        mutualValue = Arrays.copyOf(mutualValue, length);
        heap = Arrays.copyOf(heap, length);
    }
}
