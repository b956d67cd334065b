package rtgsim.queue;

import java.util.Arrays;

/// One heap per agent over numbered things, so that the least of an agent is known at once.
///
/// Things are ordered by a key and then by a rank; a thing is in one heap at most.
final class AgentHeaps {

    /// Stands for an agent that has nothing.
    static final int NONE = -1;

    private static final int[] EMPTY = {};

    private final int[][] heaps;
    private final int[] sizes;
    private int[] place = new int[0];
    private long[] keys = new long[0];
    private int[] ranks = new int[0];

    AgentHeaps(int agents) {
        heaps = new int[agents][];
        Arrays.fill(heaps, EMPTY);
        sizes = new int[agents];
    }

    /// The least thing of an agent, or [#NONE].
    int least(int agent) {
        return sizes[agent] == 0 ? NONE : heaps[agent][0];
    }

    void add(int agent, int thing, long key, int rank) {
        if (thing >= place.length) {
            int length = Math.max(thing + 1, place.length * 2);
            place = Arrays.copyOf(place, length);
            keys = Arrays.copyOf(keys, length);
            ranks = Arrays.copyOf(ranks, length);
        }
        int size = sizes[agent]++;
        if (size == heaps[agent].length) heaps[agent] = Arrays.copyOf(heaps[agent], Math.max(4, size * 2));
        keys[thing] = key;
        ranks[thing] = rank;
        heaps[agent][size] = thing;
        rise(heaps[agent], size);
    }

    /// Gives a thing that is in the agent's heap another key.
    void move(int agent, int thing, long key) {
        boolean rises = key < keys[thing];
        keys[thing] = key;
        if (rises) rise(heaps[agent], place[thing]);
        else sink(heaps[agent], place[thing], sizes[agent]);
    }

    void remove(int agent, int thing) {
        int[] heap = heaps[agent];
        int at = place[thing];
        int size = --sizes[agent];
        if (at == size) return;
        heap[at] = heap[size];
        rise(heap, at);
        sink(heap, place[heap[at]], size);
    }

    private void rise(int[] heap, int from) {
        int thing = heap[from];
        int at = from;
        while (at > 0) {
            int above = (at - 1) >>> 1;
            if (!isLess(thing, heap[above])) break;
            heap[at] = heap[above];
            place[heap[at]] = at;
            at = above;
        }
        heap[at] = thing;
        place[thing] = at;
    }

    private void sink(int[] heap, int from, int size) {
        int thing = heap[from];
        int at = from;
        while (true) {
            int below = 2 * at + 1;
            if (below >= size) break;
            if (below + 1 < size && isLess(heap[below + 1], heap[below])) below++;
            if (!isLess(heap[below], thing)) break;
            heap[at] = heap[below];
            place[heap[at]] = at;
            at = below;
        }
        heap[at] = thing;
        place[thing] = at;
    }

    private boolean isLess(int thing, int other) {
        return keys[thing] != keys[other] ? keys[thing] < keys[other] : ranks[thing] < ranks[other];
    }
}
