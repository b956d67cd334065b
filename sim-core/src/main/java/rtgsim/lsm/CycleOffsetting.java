package rtgsim.lsm;

import rtgsim.event.EventLog;
import rtgsim.event.OffsetMethod;
import rtgsim.ledger.FeasibleSet;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Finality;
import rtgsim.queue.Kernel;
import rtgsim.scenario.LsmConfig;

/// Settles simple cycles of 3 to `max_cycle_length` agents, each by the first queued transaction of every edge, at full value.
///
/// Cycles are found from their smallest agent, depth first: start agents ascending; successors of the path's end ascending, greater than the start and not on
/// the path; a path is tried as a cycle before it is extended, and tried again with the next transactions until it fails. Listing the successors of a path
/// counts one for each agent with an edge from its end; this counted work and the settlements are bounded per tick, so the cost of a dense graph is too.
public final class CycleOffsetting implements OffsettingAlgorithm {

    private static final int NONE = -1;

    private final Transactions txs;
    private final Ledger ledger;
    private final FeasibleSet feasible;
    private final CentralQueue central;
    private final Finality finality;
    private final EventLog log;
    private final QueueGraph graph;
    private final int agents;
    private final int lengthMax;
    private final int settlementsMax;
    private final long workMax;

    private final int[] edgesLeft;
    private final int[] incomingFrom;
    private int[] incoming = new int[0];
    private final int[] closing;
    private int closingStart;
    private int closingCount;
    private final int[] path;
    private final int[] pathEdge;
    private final int[] members;
    private final long[] amounts;
    private final long[] netPositions;

    private long work;
    private int settlements;
    private boolean ended;

    public CycleOffsetting(LsmConfig config, Kernel kernel) {
        txs = kernel.txs();
        ledger = kernel.ledger();
        feasible = kernel.feasible();
        central = kernel.central();
        finality = kernel.finality();
        log = kernel.log();
        agents = ledger.agents();
        graph = new QueueGraph(central, agents);
        lengthMax = config.maxCycleLength();
        settlementsMax = config.maxCyclesPerTick();
        workMax = config.cycleWork();
        edgesLeft = new int[agents];
        incomingFrom = new int[agents + 1];
        closing = new int[agents];
        path = new int[lengthMax];
        pathEdge = new int[lengthMax];
        members = new int[lengthMax];
        amounts = new long[lengthMax];
        netPositions = new long[lengthMax];
    }

    @Override
    public void startTick() {
        work = 0;
        settlements = 0;
    }

    @Override
    public boolean run(int tick) {
        if (central.count() < 3 || settlements == settlementsMax) return false;
        graph.build();
        indexIncoming();
        int before = settlements;
        ended = false;
        for (int start = 0; start < agents && !ended; start++) {
            if (edgesLeft[start] == 0) continue;
            markClosing(start);
            path[0] = start;
            extend(tick, 1);
        }
        return settlements > before;
    }

    /// Lists the successors of the path's end, tries each longer path as a cycle and then extends it.
    private void extend(int tick, int length) {
        int last = path[length - 1];
        if (work + edgesLeft[last] > workMax) {
            ended = true;
            return;
        }
        work += edgesLeft[last];
        boolean deepest = length + 1 == lengthMax;
        if (deepest && isHopeless(length)) return;
        int until = graph.edgesFrom[last + 1];
        for (int edge = graph.edgesFrom[last]; edge < until; edge++) {
            int successor = graph.target[edge];
            if (successor <= path[0] || graph.isEmpty(edge) || isOnPath(successor, length)) continue;
            path[length] = successor;
            pathEdge[length - 1] = edge;
            int before = settlements;
            if (length >= 2) settleCycle(tick, length + 1);
            if (!ended && !deepest && (settlements == before || isIntact(length + 1))) extend(tick, length + 1);
            if (ended || (settlements > before && !isIntact(length))) return;
        }
    }

    /// Settles the path as a cycle, again and again with the next transactions, until it is no cycle any more or not feasible.
    private void settleCycle(int tick, int length) {
        int close = closing[path[length - 1]];
        if (close == NONE) return;
        pathEdge[length - 1] = close;
        while (!graph.isEmpty(close) && isIntact(length) && isFeasible(length)) {
            settle(tick, length);
            if (++settlements == settlementsMax) {
                ended = true;
                return;
            }
        }
    }

    private boolean isFeasible(int length) {
        int from = length - 1;
        for (int i = 0; i < length; i++) {
            if (!holdsInside(from, i)) return false;
            from = i;
        }
        return true;
    }

    /// Whether the i-th agent of the path may send on what it would, receiving from the agent at `from`.
    private boolean holdsInside(int from, int i) {
        long received = txs.amount[graph.first(pathEdge[from])];
        return feasible.holdsInCycle(graph.first(pathEdge[i]), path[from], received);
    }

    /// Whether no cycle through the whole path can settle now: nothing leads back to its start, or an agent inside it cannot cover its difference. Then the
    /// last listing only counts.
    private boolean isHopeless(int length) {
        if (closingCount == 0) return true;
        for (int i = 1; i < length - 1; i++) if (!holdsInside(i - 1, i)) return true;
        return false;
    }

    private void settle(int tick, int length) {
        long received = txs.amount[graph.first(pathEdge[length - 1])];
        for (int i = 0; i < length; i++) {
            int slot = graph.first(pathEdge[i]);
            members[i] = txs.number[slot];
            amounts[i] = txs.amount[slot];
            netPositions[i] = received - amounts[i];
            received = amounts[i];
            ledger.settleNet(path[i], netPositions[i]);
        }
        log.lsmCycleSettlement(tick, OffsetMethod.CYCLE, length, path, netPositions, length, members, amounts);
        for (int i = 0; i < length; i++) {
            int edge = pathEdge[i];
            finality.settledByOffset(tick, graph.first(edge));
            graph.head[edge]++;
            if (graph.isEmpty(edge)) edgesLeft[graph.source[edge]]--;
        }
    }

    /// Whether no edge between the first `length` agents of the path is lost.
    private boolean isIntact(int length) {
        for (int i = 0; i < length - 1; i++) if (graph.isEmpty(pathEdge[i])) return false;
        return true;
    }

    private boolean isOnPath(int agent, int length) {
        for (int i = 1; i < length; i++) if (path[i] == agent) return true;
        return false;
    }

    /// Orders the edges by the agent they lead to, and counts those that leave each agent.
    private void indexIncoming() {
        if (incoming.length < graph.edges) incoming = new int[Math.max(graph.edges, incoming.length * 2)];
        for (int agent = 0; agent < agents; agent++) {
            edgesLeft[agent] = graph.edgesFrom[agent + 1] - graph.edgesFrom[agent];
            incomingFrom[agent] = 0;
            closing[agent] = NONE;
        }
        incomingFrom[agents] = 0;
        for (int edge = 0; edge < graph.edges; edge++) incomingFrom[graph.target[edge]]++;
        int sum = 0;
        for (int agent = 0; agent <= agents; agent++) {
            sum += incomingFrom[agent];
            incomingFrom[agent] = sum;
        }
        for (int edge = graph.edges - 1; edge >= 0; edge--) incoming[--incomingFrom[graph.target[edge]]] = edge;
        closingStart = NONE;
    }

    /// Notes for each greater agent the edge that leads from it back to the start.
    private void markClosing(int start) {
        if (closingStart != NONE) {
            for (int i = incomingFrom[closingStart]; i < incomingFrom[closingStart + 1]; i++) {
                closing[graph.source[incoming[i]]] = NONE;
            }
        }
        closingStart = start;
        closingCount = 0;
        for (int i = incomingFrom[start]; i < incomingFrom[start + 1]; i++) {
            int agent = graph.source[incoming[i]];
            if (agent < start) continue;
            closing[agent] = incoming[i];
            closingCount++;
        }
    }
}
