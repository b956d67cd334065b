package rtgsim.lsm;

import java.util.Arrays;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;

/// The central queue as a graph: an edge a→b stands for all queued transactions from a to b, in queue order.
///
/// Built at the start of a run by two stable counting sorts. Edges are numbered by sender, then receiver:
///
///     edges of agent a              edgesFrom[a] … edgesFrom[a + 1]
///     agents of edge e              source[e], target[e]
///     transactions of edge e        slots[head[e]] … slots[end[e]], in queue order; `head` moves on as they settle
final class QueueGraph {

    private final Transactions txs;
    private final CentralQueue central;
    private final int agents;
    private final int[] starts;

    int[] edgesFrom;
    int[] source = new int[0];
    int[] target = new int[0];
    int[] head = new int[0];
    int[] end = new int[0];
    int[] slots = new int[0];
    int edges;
    private int[] byReceiver = new int[0];

    QueueGraph(Transactions txs, CentralQueue central, int agents) {
        this.txs = txs;
        this.central = central;
        this.agents = agents;
        this.starts = new int[agents + 1];
        this.edgesFrom = new int[agents + 1];
    }

    void build() {
        int count = central.count();
        if (slots.length < count) {
            int length = Math.max(count, slots.length * 2);
            slots = new int[length];
            byReceiver = new int[length];
            source = new int[length];
            target = new int[length];
            head = new int[length];
            end = new int[length];
        }
        central.copyTo(slots);
        sort(slots, byReceiver, txs.receiver, count);
        sort(byReceiver, slots, txs.sender, count);
        edges = 0;
        int agent = 0;
        for (int i = 0; i < count; i++) {
            int sender = txs.sender[slots[i]];
            int receiver = txs.receiver[slots[i]];
            if (i == 0 || sender != source[edges - 1] || receiver != target[edges - 1]) {
                while (agent <= sender) edgesFrom[agent++] = edges;
                source[edges] = sender;
                target[edges] = receiver;
                head[edges++] = i;
            }
            end[edges - 1] = i + 1;
        }
        while (agent <= agents) edgesFrom[agent++] = edges;
    }

    boolean isEmpty(int edge) {
        return head[edge] == end[edge];
    }

    /// The first queued transaction of an edge that is not empty.
    int first(int edge) {
        return slots[head[edge]];
    }

    /// The edge from one agent to another, or -1.
    int edge(int from, int to) {
        int found = Arrays.binarySearch(target, edgesFrom[from], edgesFrom[from + 1], to);
        return found >= 0 ? found : -1;
    }

    /// Sorts by `key[slot]`, keeping the order of equals.
    private void sort(int[] from, int[] to, int[] key, int count) {
        Arrays.fill(starts, 0);
        for (int i = 0; i < count; i++) starts[key[from[i]] + 1]++;
        for (int agent = 0; agent < agents; agent++) starts[agent + 1] += starts[agent];
        for (int i = 0; i < count; i++) to[starts[key[from[i]]]++] = from[i];
    }
}
