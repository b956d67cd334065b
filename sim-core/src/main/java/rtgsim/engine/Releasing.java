package rtgsim.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import rtgsim.event.EventLog;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.policy.DecidedPolicies;
import rtgsim.policy.DecidingNodes;
import rtgsim.policy.DecisionMaker;
import rtgsim.policy.PaymentDecision;
import rtgsim.policy.Policies;
import rtgsim.queue.CentralQueue;
import rtgsim.queue.Finality;
import rtgsim.queue.InternalQueues;
import rtgsim.queue.Kernel;
import rtgsim.queue.RtgsSystem;
import rtgsim.scenario.Scenario;

/// Phase 7: agent by agent, each decides on its transactions in its internal queue and in the central queue.
///
/// All decisions of an agent see the state at the start of its turn: what it has just decided to release is not deducted. Then the first are applied in
/// internal queue order, and the second in central queue order.
final class Releasing {

    private final Transactions txs;
    private final Ledger ledger;
    private final InternalQueues internal;
    private final CentralQueue central;
    private final InternalOrder order;
    private final DecidedPolicies policies;
    private final Outages outages;
    private final Budgets budgets;
    private final TimedReleases timed;
    private final Submitting submitting;
    private final Splitting splitting;
    private final Holds holds;
    private final Finality finality;
    private final EventLog log;

    private final List<PaymentDecision> decisions = new ArrayList<>();
    private int[] centralSlots = new int[16];

    Releasing(
            Scenario scenario,
            Kernel kernel,
            DecidedPolicies policies,
            Outages outages,
            Budgets budgets,
            RtgsSystem rtgs) {
        txs = kernel.txs();
        ledger = kernel.ledger();
        internal = kernel.internal();
        central = kernel.central();
        finality = kernel.finality();
        log = kernel.log();
        this.policies = policies;
        this.outages = outages;
        this.budgets = budgets;
        order = new InternalOrder(scenario.rtgs(), kernel);
        holds = new Holds(scenario.holdLog(), kernel);
        timed = new TimedReleases(txs);
        submitting = new Submitting(kernel, rtgs);
        splitting = new Splitting(kernel, budgets, submitting, timed, holds);
    }

    void release(int tick) {
        if (policies.any()) {
            for (int agent = 0; agent < ledger.agents(); agent++) takeTurn(tick, agent);
        } else {
            for (int agent = internal.nextAgent(0); agent >= 0; agent = internal.nextAgent(agent + 1)) {
                takeTurn(tick, agent);
            }
        }
    }

    private void takeTurn(int tick, int agent) {
        if (outages.isOut(agent, tick)) {
            waitOut(agent);
            return;
        }
        budgets.startTurn(agent);
        DecisionMaker maker = policies.of(agent);
        if (maker == null) askBuiltIn(tick, agent);
        else askTree(tick, agent, maker);
    }

    /// An agent that is out logs nothing, but its transactions wait.
    private void waitOut(int agent) {
        for (int slot = internal.first(agent); slot >= 0; slot = internal.after(slot)) finality.waitsInternally(slot);
    }

    private void askBuiltIn(int tick, int agent) {
        long available = ledger.available(agent);
        int count = order.list(agent, tick);
        for (int i = 0; i < count; i++) {
            int slot = order.slots()[i];
            if (timed.isPending(slot)) {
                releaseIfDue(tick, slot);
                continue;
            }
            int decision = policies.builtIn().decide(tick, slot, available);
            if (decision == Policies.SUBMIT) {
                internal.remove(slot);
                submitting.submit(tick, slot, RtgsPriority.NORMAL.ordinal(), PaymentDecision.SAME_PRIORITY);
            } else if (decision > 0) {
                splitting.split(tick, slot, decision, DecidingNodes.NONE);
            } else {
                stay(tick, slot, Policies.reasonOf(decision));
            }
        }
    }

    private void askTree(int tick, int agent, DecisionMaker maker) {
        int internalCount = order.list(agent, tick);
        int centralCount = listCentral(agent);
        for (int i = 0; i < internalCount; i++) {
            int slot = order.slots()[i];
            if (!timed.isPending(slot)) maker.payment(tick, agent, slot, false, cleared(i));
        }
        for (int i = 0; i < centralCount; i++) {
            maker.payment(tick, agent, centralSlots[i], true, cleared(internalCount + i));
        }
        for (int i = 0; i < internalCount; i++) {
            int slot = order.slots()[i];
            if (timed.isPending(slot)) {
                releaseIfDue(tick, slot);
            } else {
                log.decidedBy(decisions.get(i).node);
                applyInternal(tick, slot, decisions.get(i));
            }
        }
        for (int i = 0; i < centralCount; i++) {
            log.decidedBy(decisions.get(internalCount + i).node);
            applyCentral(tick, centralSlots[i], decisions.get(internalCount + i));
        }
        log.decidedBy(DecidingNodes.NONE);
    }

    private PaymentDecision cleared(int index) {
        while (decisions.size() <= index) decisions.add(new PaymentDecision());
        PaymentDecision decision = decisions.get(index);
        decision.clear();
        return decision;
    }

    private int listCentral(int agent) {
        int count = 0;
        for (int slot = central.first(agent); slot != CentralQueue.NONE; slot = central.after(slot)) {
            if (count == centralSlots.length) centralSlots = Arrays.copyOf(centralSlots, count * 2);
            centralSlots[count++] = slot;
        }
        return count;
    }

    private void releaseIfDue(int tick, int slot) {
        if (!timed.isDue(slot, tick)) {
            finality.waitsInternally(slot);
            return;
        }
        log.decidedBy(timed.node(slot));
        releaseNow(tick, slot, txs.rtgsPriority[slot], timed.priorityFlag(slot));
        log.decidedBy(DecidingNodes.NONE);
    }

    private void releaseNow(int tick, int slot, int rtgsPriority, int priorityFlag) {
        int receiver = txs.receiver[slot];
        long amount = txs.amount[slot];
        if (!budgets.allows(receiver, amount)) {
            stay(tick, slot, Reason.BUDGET.ordinal());
            return;
        }
        budgets.use(receiver, amount);
        internal.remove(slot);
        submitting.submit(tick, slot, rtgsPriority, priorityFlag);
    }

    private void stay(int tick, int slot, int reason) {
        holds.hold(tick, slot, reason);
        finality.waitsInternally(slot);
    }

    private void applyInternal(int tick, int slot, PaymentDecision decision) {
        switch (decision.action) {
            case RELEASE -> {
                int rtgsPriority = decision.rtgsPriority.ordinal();
                if (decision.timedForTick > tick) {
                    holds.timed(tick, slot, decision.timedForTick);
                    timed.set(slot, decision.timedForTick, rtgsPriority, decision.priorityFlag, decision.node);
                    finality.waitsInternally(slot);
                } else {
                    releaseNow(tick, slot, rtgsPriority, decision.priorityFlag);
                }
            }
            case SPLIT -> splitting.split(tick, slot, decision.parts, decision.node);
            case STAGGER_SPLIT ->
                    splitting.stagger(
                            tick,
                            slot,
                            decision.parts,
                            decision.staggerFirstNow,
                            decision.staggerGapTicks,
                            decision.priorityBoost,
                            decision.node);
            case HOLD -> stay(tick, slot, decision.reason);
            case DROP -> finality.drop(tick, slot, Reason.POLICY.ordinal());
            case REPRIORITIZE -> {
                internal.reprioritize(slot, decision.newPriority);
                holds.reprioritized(tick, slot, decision.newPriority);
                finality.waitsInternally(slot);
            }
            case WITHDRAW_FROM_RTGS, RESUBMIT_TO_RTGS -> stay(tick, slot, Reason.NOT_SUBMITTED.ordinal());
        }
    }

    private void applyCentral(int tick, int slot, PaymentDecision decision) {
        switch (decision.action) {
            case WITHDRAW_FROM_RTGS -> {
                central.remove(slot);
                txs.rtgsPriority[slot] = (byte) RtgsPriority.NORMAL.ordinal();
                internal.putBack(slot);
                holds.withdrawn(tick, slot);
                finality.waitsInternally(slot);
            }
            case RESUBMIT_TO_RTGS -> {
                int rtgsPriority = decision.rtgsPriority.ordinal();
                if (rtgsPriority == txs.rtgsPriority[slot]) return;
                central.remove(slot);
                submitting.submit(tick, slot, rtgsPriority, PaymentDecision.SAME_PRIORITY);
            }
            case RELEASE, SPLIT, STAGGER_SPLIT, HOLD, DROP, REPRIORITIZE -> {
                // These act on the internal queue alone.
            }
        }
    }
}
