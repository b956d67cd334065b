package rtgsim.engine;

import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.DecisionMaker;
import rtgsim.policy.PaymentDecision;
import rtgsim.policy.PaymentDecision.Action;
import rtgsim.queue.Kernel;

/// Takes every decision that a tree could take, by a hash of seed, tick, agent and transaction: the same for whoever asks, in whatever order.
final class ScriptedDecisions implements DecisionMaker {

    private static final Action[] INTERNAL = {
        Action.RELEASE,
        Action.RELEASE,
        Action.RELEASE,
        Action.RELEASE,
        Action.SPLIT,
        Action.STAGGER_SPLIT,
        Action.HOLD,
        Action.HOLD,
        Action.DROP,
        Action.REPRIORITIZE,
        Action.WITHDRAW_FROM_RTGS,
        Action.RESUBMIT_TO_RTGS
    };

    private final long seed;
    private final int agents;
    private final long unit;
    private final Kernel kernel;

    ScriptedDecisions(long seed, int agents, long unit, Kernel kernel) {
        this.seed = seed;
        this.agents = agents;
        this.unit = unit;
        this.kernel = kernel;
    }

    @Override
    public void strategicCollateral(int tick, int agent, CollateralDecision decision) {
        collateral(seed, tick, agent, 5, unit, decision);
    }

    @Override
    public void endOfTickCollateral(int tick, int agent, CollateralDecision decision) {
        collateral(seed, tick, agent, 10, unit, decision);
    }

    @Override
    public void budget(int tick, int agent, BudgetDecision decision) {
        budget(seed, tick, agent, agents, unit, decision);
    }

    @Override
    public void payment(int tick, int agent, int slot, boolean inCentralQueue, PaymentDecision decision) {
        payment(seed, tick, agent, kernel.txs().number[slot], inCentralQueue, decision);
    }

    static void collateral(long seed, int tick, int agent, int phase, long unit, CollateralDecision decision) {
        Dice dice = new Dice(seed, tick, agent, phase);
        switch (dice.below(6)) {
            case 0 -> {
                decision.post = unit * (1 + dice.below(5));
                decision.reason = Reason.POLICY.ordinal();
                decision.autoWithdrawAfterTicks = dice.below(4);
            }
            case 1 -> {
                decision.withdraw = unit * (1 + dice.below(5));
                decision.reason = Reason.POLICY.ordinal();
            }
            default -> {}
        }
    }

    static void budget(long seed, int tick, int agent, int agents, long unit, BudgetDecision decision) {
        Dice dice = new Dice(seed, tick, agent, 6);
        if (dice.below(3) != 0) return;
        if (dice.below(2) == 0) decision.maxValue = unit * dice.below(30);
        if (dice.below(2) == 0) decision.maxPerCounterparty = unit * dice.below(15);
        if (dice.below(3) != 0) return;
        boolean[] focus = new boolean[agents];
        for (int i = 0; i < agents; i++) focus[i] = dice.below(2) == 0;
        decision.focus = focus;
    }

    static void payment(long seed, int tick, int agent, int number, boolean inCentralQueue, PaymentDecision decision) {
        Dice dice = new Dice(seed, tick, agent, 1_000L + number);
        decision.action = INTERNAL[dice.below(INTERNAL.length)];
        if (inCentralQueue && dice.below(3) > 0) decision.action = Action.HOLD;
        decision.rtgsPriority = RtgsPriority.values()[dice.below(3)];
        decision.priorityFlag = dice.below(3) == 0 ? new int[] {10, 5, 1}[dice.below(3)] : -1;
        decision.timedForTick = dice.below(4) == 0 ? tick + dice.below(4) : 0;
        decision.parts = dice.below(8) == 0 ? 100_000 : 1 + dice.below(5);
        decision.staggerFirstNow = dice.below(4);
        decision.staggerGapTicks = dice.below(5) == 0 ? Long.MAX_VALUE : dice.below(3);
        decision.priorityBoost = dice.below(4);
        decision.reason = dice.below(2) == 0 ? Reason.HOLD.ordinal() : Reason.BUFFER.ordinal();
        decision.newPriority = dice.below(11);
    }

    /// A few numbers out of a hash.
    private static final class Dice {
        private long state;

        Dice(long seed, long tick, long agent, long what) {
            state = mix(mix(mix(seed) + tick) + agent) + what;
        }

        int below(int bound) {
            state += 0x9E3779B97F4A7C15L;
            return (int) Long.remainderUnsigned(mix(state), bound);
        }

        private static long mix(long value) {
            long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            return mixed ^ (mixed >>> 31);
        }
    }
}
