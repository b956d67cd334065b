package rtgsim.engine;

import java.util.ArrayList;
import java.util.List;
import rtgsim.event.EventChunk;
import rtgsim.event.EventLog;
import rtgsim.event.Reason;
import rtgsim.ledger.Ledger;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.DecidedPolicies;
import rtgsim.policy.DecisionMaker;
import rtgsim.queue.Kernel;

/// Posts and withdraws collateral: by schedule, by what trees decide in phases 5 and 10, and by timers.
final class CollateralDesk {

    private static final class Timer {
        final int dueTick;
        long left;

        Timer(int dueTick, long left) {
            this.dueTick = dueTick;
            this.left = left;
        }
    }

    private final Ledger ledger;
    private final EventLog log;
    private final DecidedPolicies policies;
    private final Outages outages;
    private final List<List<Timer>> timers = new ArrayList<>();
    private final CollateralDecision decision = new CollateralDecision();
    private int timerCount;

    CollateralDesk(Kernel kernel, DecidedPolicies policies, Outages outages) {
        ledger = kernel.ledger();
        log = kernel.log();
        this.policies = policies;
        this.outages = outages;
    }

    /// Phase 3: `collateral_adjustment`.
    void adjust(int tick, int agent, long amount) {
        if (amount > 0) post(tick, agent, amount, Reason.SCHEDULED.ordinal());
        else withdraw(tick, agent, Math.negateExact(amount), Reason.SCHEDULED.ordinal());
    }

    /// Phase 5: each agent's strategic tree, then its due timers in order of creation.
    void strategic(int tick) {
        if (!policies.any() && timerCount == 0) return;
        for (int agent = 0; agent < ledger.agents(); agent++) {
            if (outages.isOut(agent, tick)) continue;
            DecisionMaker maker = policies.of(agent);
            if (maker != null) {
                decision.clear();
                maker.strategicCollateral(tick, agent, decision);
                apply(tick, agent);
            }
            if (agent < timers.size()) runTimers(tick, agent);
        }
    }

    /// The last of phase 10: each agent's end-of-tick tree. Timers do not run.
    void endOfTick(int tick) {
        if (!policies.any()) return;
        for (int agent = 0; agent < ledger.agents(); agent++) {
            DecisionMaker maker = policies.of(agent);
            if (maker == null || outages.isOut(agent, tick)) continue;
            decision.clear();
            maker.endOfTickCollateral(tick, agent, decision);
            apply(tick, agent);
        }
    }

    private void apply(int tick, int agent) {
        log.decidedBy(decision.node);
        if (decision.post > 0) {
            long posted = post(tick, agent, decision.post, decision.reason);
            if (posted > 0 && decision.autoWithdrawAfterTicks >= 1) {
                setTimer(
                        agent,
                        (int) Math.min(Integer.MAX_VALUE, (long) tick + decision.autoWithdrawAfterTicks),
                        posted);
            }
        } else if (decision.withdraw > 0) {
            withdraw(tick, agent, decision.withdraw, decision.reason);
        }
        log.decidedBy(EventChunk.NO_NODE);
    }

    private void setTimer(int agent, int dueTick, long amount) {
        while (timers.size() <= agent) timers.add(new ArrayList<>());
        timers.get(agent).add(new Timer(dueTick, amount));
        timerCount++;
    }

    /// What a timer cannot withdraw stays due.
    private void runTimers(int tick, int agent) {
        List<Timer> ofAgent = timers.get(agent);
        for (Timer timer : ofAgent) {
            if (timer.dueTick <= tick) timer.left -= withdraw(tick, agent, timer.left, Reason.TIMER.ordinal());
        }
        int before = ofAgent.size();
        ofAgent.removeIf(timer -> timer.left == 0);
        timerCount -= before - ofAgent.size();
    }

    private long post(int tick, int agent, long wanted, int reason) {
        long amount = ledger.postable(agent, wanted);
        if (amount > 0) log.collateralPost(tick, agent, amount, reason, ledger.post(agent, amount));
        return amount;
    }

    private long withdraw(int tick, int agent, long wanted, int reason) {
        long amount = ledger.withdrawable(agent, wanted);
        if (amount > 0) log.collateralWithdraw(tick, agent, amount, reason, ledger.post(agent, -amount));
        return amount;
    }
}
