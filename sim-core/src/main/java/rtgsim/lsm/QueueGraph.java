package rtgsim.lsm;

import java.util.Arrays;
import rtgsim.queue.CentralQueue;

/// The central queue as a graph: an edge a→b stands for all queued transactions from a to b, in queue order.
///
/// Built at the start of a run by two stable counting sorts, which carry what they sort by: a queue is long, and its transactions lie anywhere in the table.
/// Edges are numbered by sender, then receiver:
///
///     edges of agent a              edgesFrom[a] … edgesFrom[a + 1]
///     agents of edge e              source[e], target[e]
///     transactions of edge e        slots[head[e]] … slots[end[e]], in queue order; `head` moves on as they settle
final class QueueGraph {

    private final CentralQueue central;
    private final int agents;
    private final int[] ends;
    private final int[] receiverEnds;

    int[] edgesFrom;
    int[] source = new int[0];
    int[] target = new int[0];
    int[] head = new int[0];
    int[] end = new int[0];
    int[] slots = new int[0];
    int edges;
    private int[] senders = new int[0];
    private int[] receivers = new int[0];

    /// Sender, and slot in the lower half.
    private long[] byReceiver = new long[0];

    QueueGraph(CentralQueue central, int agents) {
        this.central = central;
        this.agents = agents;
        this.ends = new int[agents + 1];
        this.receiverEnds = new int[agents];
        this.edgesFrom = new int[agents + 1];
    }

    void build() {
        int count = central.count();
        if (slots.length < count) {
            int length = Math.max(count, slots.length * 2);
            slots = new int[length];
            senders = new int[length];
            receivers = new int[length];
            byReceiver = new long[length];
            source = new int[length];
            target = new int[length];
            head = new int[length];
            end = new int[length];
        }
        central.copyTo(slots, senders, receivers);
        sortByReceiver(count);
        sortBySender(count);
        edges = 0;
        int i = 0;
        for (int sender = 0; sender < agents; sender++) {
            edgesFrom[sender] = edges;
            for (; i < ends[sender]; i++) {
                if (edges == edgesFrom[sender] || receivers[i] != target[edges - 1]) {
                    source[edges] = sender;
                    target[edges] = receivers[i];
                    head[edges++] = i;
                }
                end[edges - 1] = i + 1;
            }
        }
        edgesFrom[agents] = edges;
    }

    /// From queue order into [#byReceiver]; `ends` holds where each receiver's end.
    private void sortByReceiver(int count) {
        startsOf(receivers, count);
        for (int i = 0; i < count; i++) byReceiver[ends[receivers[i]]++] = (long) senders[i] << Integer.SIZE | slots[i];
    }

    /// From there into `slots` and `receivers`, by sender and then by receiver.
    private void sortBySender(int count) {
        int i = 0;
        System.arraycopy(ends, 0, receiverEnds, 0, agents);
        startsOf(senders, count);
        for (int receiver = 0; receiver < agents; receiver++) {
            for (; i < receiverEnds[receiver]; i++) {
                int to = ends[(int) (byReceiver[i] >>> Integer.SIZE)]++;
                slots[to] = (int) byReceiver[i];
                receivers[to] = receiver;
            }
        }
    }

    /// Where each agent's begin, in `ends`: filling moves each to its end.
    private void startsOf(int[] key, int count) {
        Arrays.fill(ends, 0);
        for (int i = 0; i < count; i++) ends[key[i] + 1]++;
        for (int agent = 0; agent < agents; agent++) ends[agent + 1] += ends[agent];
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
}
