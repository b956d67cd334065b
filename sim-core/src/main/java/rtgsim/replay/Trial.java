package rtgsim.replay;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RtgsPriority;

/// Transactions that are to settle together, and whether they may: cover, bilateral and multilateral limits of each agent.
final class Trial {

    /// What an agent would send and receive.
    private static final class Flow {
        final long[] sent = new long[ReplayedState.RTGS_PRIORITIES.size()];
        long received;

        /// By receiver with a bilateral limit: what counts as sent less all received.
        final Map<Integer, Long> netToLimited = new TreeMap<>();

        /// What counts as sent, less what is received, of those that the multilateral limit is against.
        long netMultilateral;
    }

    private final ReplayedState state;
    private final Map<Integer, Flow> flows = new TreeMap<>();

    Trial(ReplayedState state) {
        this.state = state;
    }

    void add(Tx tx) {
        change(tx, tx.amount);
    }

    void remove(Tx tx) {
        change(tx, -tx.amount);
    }

    private void change(Tx tx, long amount) {
        Flow sender = flows.computeIfAbsent(tx.sender, _ -> new Flow());
        int rank = tx.rtgsPriority.ordinal();
        sender.sent[rank] = Math.addExact(sender.sent[rank], amount);
        if (state.counts(tx)) {
            if (state.bilateralLimits(tx.sender).containsKey(tx.receiver)) {
                sender.netToLimited.merge(tx.receiver, amount, Math::addExact);
            }
            if (state.multilateralIsAgainst(tx.sender, tx.receiver)) {
                sender.netMultilateral = Math.addExact(sender.netMultilateral, amount);
            }
        }
        Flow receiver = flows.computeIfAbsent(tx.receiver, _ -> new Flow());
        receiver.received = Math.addExact(receiver.received, amount);
        if (state.bilateralLimits(tx.receiver).containsKey(tx.sender)) {
            receiver.netToLimited.merge(tx.sender, -amount, Math::addExact);
        }
        if (state.multilateralIsAgainst(tx.receiver, tx.sender)) {
            receiver.netMultilateral = Math.subtractExact(receiver.netMultilateral, amount);
        }
    }

    boolean feasible() {
        return firstRefused() == null;
    }

    /// The first agent, in agent order, for whom some rule fails, or null.
    @Nullable Integer firstRefused() {
        for (Map.Entry<Integer, Flow> entry : flows.entrySet()) {
            if (refused(entry.getKey(), entry.getValue())) return entry.getKey();
        }
        return null;
    }

    /// Whether some rule fails for an agent.
    boolean refuses(int agent) {
        Flow flow = flows.get(agent);
        return flow != null && refused(agent, flow);
    }

    private boolean refused(int agent, Flow flow) {
        long outflow = -flow.received;
        for (RtgsPriority priority : ReplayedState.RTGS_PRIORITIES) {
            long sent = flow.sent[priority.ordinal()];
            outflow = Math.addExact(outflow, sent);
            if (sent > 0 && outflow > 0 && outflow > state.available(agent, priority)) return true;
        }
        for (Map.Entry<Integer, Long> limit : state.bilateralLimits(agent).entrySet()) {
            long net = flow.netToLimited.getOrDefault(limit.getKey(), 0L);
            if (net > 0 && Math.addExact(net, state.netSent(agent, limit.getKey())) > limit.getValue()) return true;
        }
        Long multilateral = state.multilateralLimit(agent);
        return multilateral != null
                && flow.netMultilateral > 0
                && Math.addExact(flow.netMultilateral, state.netSentMultilateral(agent)) > multilateral;
    }

    /// What an agent would send less what it would receive.
    long outflow(int agent) {
        Flow flow = flows.get(agent);
        if (flow == null) return 0;
        long outflow = -flow.received;
        for (long sent : flow.sent) outflow = Math.addExact(outflow, sent);
        return outflow;
    }
}
