package rtgsim.proof;

import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.DecisionMaker;
import rtgsim.policy.PaymentDecision;
import rtgsim.policy.PaymentDecision.Action;
import rtgsim.queue.Kernel;

/// Takes every decision that a tree can take, one after the other, by tick and number of the transaction.
final class RotatingDecisions implements DecisionMaker {

    private static final RtgsPriority[] PRIORITIES = RtgsPriority.values();

    private final Kernel kernel;

    RotatingDecisions(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void strategicCollateral(int tick, int agent, CollateralDecision decision) {
        decision.reason = Reason.POLICY.ordinal();
        switch (tick % 9) {
            case 0 -> {
                decision.post = 4_000;
                decision.autoWithdrawAfterTicks = 4;
            }
            case 5 -> decision.withdraw = 2_500;
            default -> {}
        }
    }

    @Override
    public void endOfTickCollateral(int tick, int agent, CollateralDecision decision) {
        decision.reason = Reason.POLICY.ordinal();
        if (tick % 7 == 3) decision.post = 1_500;
    }

    @Override
    public void budget(int tick, int agent, BudgetDecision decision) {
        if (tick % 4 == 1) decision.maxValue = 9_000;
        if (tick % 8 == 5) decision.maxPerCounterparty = 4_000;
        if (tick % 12 != 9) return;
        decision.focus = new boolean[kernel.agents()];
        for (int other = 0; other < decision.focus.length; other += 2) decision.focus[other] = true;
    }

    @Override
    public void payment(int tick, int agent, int slot, boolean inCentralQueue, PaymentDecision decision) {
        int number = kernel.txs().number[slot];
        int turn = Math.floorMod(tick * 5 + number * 3, 16);
        if (inCentralQueue) {
            if (turn == 2 && number % 3 == 0) decision.action = Action.WITHDRAW_FROM_RTGS;
            if (turn == 7) decision.action = Action.RESUBMIT_TO_RTGS;
            decision.rtgsPriority = PRIORITIES[number % PRIORITIES.length];
            return;
        }
        decision.reason = Reason.HOLD.ordinal();
        decision.parts = 2L + number % 3;
        decision.rtgsPriority = PRIORITIES[Math.floorMod(number + tick, PRIORITIES.length)];
        decision.action =
                switch (turn) {
                    case 0, 1 -> Action.HOLD;
                    case 2 -> Action.SPLIT;
                    case 3 -> Action.STAGGER_SPLIT;
                    case 4 -> Action.REPRIORITIZE;
                    case 5 -> Action.RESUBMIT_TO_RTGS;
                    case 6 -> number % 3 == 0 ? Action.DROP : Action.HOLD;
                    default -> Action.RELEASE;
                };
        decision.staggerFirstNow = 1;
        decision.staggerGapTicks = 2;
        decision.priorityBoost = 2;
        decision.newPriority = number % 11;
        if (turn == 8) decision.timedForTick = tick + 3;
        if (turn == 9) decision.priorityFlag = 10;
    }
}
