package rtgsim.policy;

import static rtgsim.policy.TreeProgram.ABSENT;

import rtgsim.event.RtgsPriority;
import rtgsim.scenario.PriorityDistribution;
import rtgsim.tree.Action;
import rtgsim.tree.TreeKind;

/// Decides by the program of a policy.
final class TreeDecisions implements DecisionMaker {

    private static final Action[] ACTIONS = Action.values();
    private static final RtgsPriority[] RTGS_PRIORITIES = RtgsPriority.values();
    private static final int PAYMENT = TreeKind.PAYMENT.ordinal();
    private static final int BANK = TreeKind.BANK.ordinal();
    private static final int STRATEGIC = TreeKind.STRATEGIC_COLLATERAL.ordinal();
    private static final int END_OF_TICK = TreeKind.END_OF_TICK_COLLATERAL.ordinal();

    private final int[] code;
    private final double[] values;
    private final int[] leaves;
    private final int[] entry;
    private final boolean[][] focus;
    private final FieldValues fields;
    private final Registers registers;
    private int firstRegister;

    TreeDecisions(TreeProgram program, FieldValues fields, Registers registers) {
        code = program.code;
        values = program.values.clone();
        leaves = program.leaves;
        entry = program.entry;
        focus = program.focus;
        this.fields = fields;
        this.registers = registers;
    }

    @Override
    public void strategicCollateral(int tick, int agent, CollateralDecision decision) {
        collateral(entry[STRATEGIC], tick, agent, decision);
    }

    @Override
    public void endOfTickCollateral(int tick, int agent, CollateralDecision decision) {
        collateral(entry[END_OF_TICK], tick, agent, decision);
    }

    @Override
    public void budget(int tick, int agent, BudgetDecision decision) {
        if (entry[BANK] == ABSENT) return;
        turnOf(agent, tick);
        int leaf = run(entry[BANK]);
        int word = leaves[leaf + TreeProgram.LEAF_WORD];
        switch (ACTIONS[leaves[leaf]]) {
            case SET_RELEASE_BUDGET -> {
                decision.maxValue = whole(leaf, 0, Long.MAX_VALUE);
                decision.focus = word == ABSENT ? null : focus[word];
                decision.maxPerCounterparty = whole(leaf, 1, Long.MAX_VALUE);
            }
            case SET_STATE -> registers.set(firstRegister + word, number(leaf, 0));
            case ADD_STATE ->
                    registers.set(firstRegister + word, registers.get(firstRegister + word) + number(leaf, 0));
            default -> {
                // NoAction.
            }
        }
    }

    @Override
    public void payment(int tick, int agent, int slot, boolean inCentralQueue, PaymentDecision decision) {
        if (entry[PAYMENT] == ABSENT) {
            decision.action = PaymentDecision.Action.RELEASE;
            return;
        }
        turnOf(agent, tick);
        fields.about(slot, inCentralQueue);
        int leaf = run(entry[PAYMENT]);
        int word = leaves[leaf + TreeProgram.LEAF_WORD];
        decision.node = leaves[leaf + TreeProgram.LEAF_NODE];
        decision.rtgsPriority = RTGS_PRIORITIES[leaves[leaf + TreeProgram.LEAF_RTGS]];
        switch (ACTIONS[leaves[leaf]]) {
            case RELEASE -> {
                decision.action = PaymentDecision.Action.RELEASE;
                decision.priorityFlag = word;
                decision.timedForTick = (int) Math.min(Integer.MAX_VALUE, whole(leaf, 0, 0));
            }
            case SPLIT -> {
                decision.action = PaymentDecision.Action.SPLIT;
                decision.parts = whole(leaf, 0, 0);
            }
            case STAGGER_SPLIT -> {
                decision.action = PaymentDecision.Action.STAGGER_SPLIT;
                decision.parts = whole(leaf, 0, 0);
                decision.staggerFirstNow = whole(leaf, 1, 0);
                decision.staggerGapTicks = whole(leaf, 2, 0);
                decision.priorityBoost = priority(leaf, 3);
            }
            case HOLD -> {
                decision.action = PaymentDecision.Action.HOLD;
                decision.reason = word;
            }
            case DROP -> decision.action = PaymentDecision.Action.DROP;
            case REPRIORITIZE -> {
                decision.action = PaymentDecision.Action.REPRIORITIZE;
                decision.newPriority = priority(leaf, 0);
            }
            case WITHDRAW_FROM_RTGS -> decision.action = PaymentDecision.Action.WITHDRAW_FROM_RTGS;
            case RESUBMIT_TO_RTGS -> decision.action = PaymentDecision.Action.RESUBMIT_TO_RTGS;
            default -> throw new IllegalStateException("no action of a payment tree: " + ACTIONS[leaves[leaf]]);
        }
    }

    private void collateral(int from, int tick, int agent, CollateralDecision decision) {
        if (from == ABSENT) return;
        turnOf(agent, tick);
        int leaf = run(from);
        decision.node = leaves[leaf + TreeProgram.LEAF_NODE];
        decision.reason = leaves[leaf + TreeProgram.LEAF_WORD];
        switch (ACTIONS[leaves[leaf]]) {
            case POST_COLLATERAL -> {
                decision.post = whole(leaf, 0, 0);
                decision.autoWithdrawAfterTicks = (int) Math.min(Integer.MAX_VALUE, whole(leaf, 1, 0));
            }
            case WITHDRAW_COLLATERAL -> decision.withdraw = whole(leaf, 0, 0);
            default -> {
                // HoldCollateral.
            }
        }
    }

    private void turnOf(int agent, int tick) {
        fields.turnOf(agent, tick);
        firstRegister = registers.firstOf(agent);
    }

    /// Runs a tree and returns the leaf that it comes to.
    private int run(int from) {
        int[] code = this.code;
        double[] values = this.values;
        int at = from;
        while (true) {
            switch (code[at]) {
                case TreeProgram.ADD -> {
                    values[code[at + 1]] = values[code[at + 2]] + values[code[at + 3]];
                    at += 4;
                }
                case TreeProgram.SUBTRACT -> {
                    values[code[at + 1]] = values[code[at + 2]] - values[code[at + 3]];
                    at += 4;
                }
                case TreeProgram.MULTIPLY -> {
                    values[code[at + 1]] = values[code[at + 2]] * values[code[at + 3]];
                    at += 4;
                }
                case TreeProgram.DIVIDE -> {
                    values[code[at + 1]] = values[code[at + 2]] / values[code[at + 3]];
                    at += 4;
                }
                case TreeProgram.MIN -> {
                    double best = values[code[at + 2]];
                    double next = values[code[at + 3]];
                    values[code[at + 1]] = isEitherNaN(best, next) ? Double.NaN : next < best ? next : best;
                    at += 4;
                }
                case TreeProgram.MAX -> {
                    double best = values[code[at + 2]];
                    double next = values[code[at + 3]];
                    values[code[at + 1]] = isEitherNaN(best, next) ? Double.NaN : next > best ? next : best;
                    at += 4;
                }
                case TreeProgram.CEIL -> {
                    values[code[at + 1]] = Math.ceil(values[code[at + 2]]);
                    at += 3;
                }
                case TreeProgram.FLOOR -> {
                    values[code[at + 1]] = Math.floor(values[code[at + 2]]);
                    at += 3;
                }
                case TreeProgram.ROUND -> {
                    values[code[at + 1]] = Math.rint(values[code[at + 2]]);
                    at += 3;
                }
                case TreeProgram.ABS -> {
                    values[code[at + 1]] = Math.abs(values[code[at + 2]]);
                    at += 3;
                }
                case TreeProgram.CLAMP -> {
                    values[code[at + 1]] = clamp(values[code[at + 2]], values[code[at + 3]], values[code[at + 4]]);
                    at += 5;
                }
                case TreeProgram.DIVIDE_OR -> {
                    double denominator = values[code[at + 3]];
                    double quotient = denominator == 0 ? values[code[at + 4]] : values[code[at + 2]] / denominator;
                    values[code[at + 1]] = quotient;
                    at += 5;
                }
                case TreeProgram.TAKE -> {
                    return code[at + 1];
                }
                case TreeProgram.IF_EQUAL -> at = values[code[at + 1]] == values[code[at + 2]] ? code[at + 3] : at + 4;
                case TreeProgram.IF_EQUAL + 1 ->
                        at = values[code[at + 1]] != values[code[at + 2]] ? code[at + 3] : at + 4;
                case TreeProgram.IF_EQUAL + 2 ->
                        at = values[code[at + 1]] < values[code[at + 2]] ? code[at + 3] : at + 4;
                case TreeProgram.IF_EQUAL + 3 ->
                        at = values[code[at + 1]] <= values[code[at + 2]] ? code[at + 3] : at + 4;
                case TreeProgram.IF_EQUAL + 4 ->
                        at = values[code[at + 1]] > values[code[at + 2]] ? code[at + 3] : at + 4;
                case TreeProgram.IF_EQUAL + 5 ->
                        at = values[code[at + 1]] >= values[code[at + 2]] ? code[at + 3] : at + 4;
                case TreeProgram.UNLESS_EQUAL ->
                        at = values[code[at + 1]] == values[code[at + 2]] ? at + 4 : code[at + 3];
                case TreeProgram.UNLESS_EQUAL + 1 ->
                        at = values[code[at + 1]] != values[code[at + 2]] ? at + 4 : code[at + 3];
                case TreeProgram.UNLESS_EQUAL + 2 ->
                        at = values[code[at + 1]] < values[code[at + 2]] ? at + 4 : code[at + 3];
                case TreeProgram.UNLESS_EQUAL + 3 ->
                        at = values[code[at + 1]] <= values[code[at + 2]] ? at + 4 : code[at + 3];
                case TreeProgram.UNLESS_EQUAL + 4 ->
                        at = values[code[at + 1]] > values[code[at + 2]] ? at + 4 : code[at + 3];
                case TreeProgram.UNLESS_EQUAL + 5 ->
                        at = values[code[at + 1]] >= values[code[at + 2]] ? at + 4 : code[at + 3];
                case TreeProgram.READ -> {
                    values[code[at + 1]] = fields.read(code[at + 1]);
                    at += 2;
                }
                case TreeProgram.READ_REGISTER -> {
                    values[code[at + 1]] = registers.get(firstRegister + code[at + 2]);
                    at += 3;
                }
                default -> throw new IllegalStateException("no such instruction: " + code[at]);
            }
        }
    }

    private static boolean isEitherNaN(double one, double other) {
        return Double.isNaN(one) || Double.isNaN(other);
    }

    private static double clamp(double value, double min, double max) {
        if (isEitherNaN(value, min) || Double.isNaN(max)) return Double.NaN;
        return value < min ? min : value > max ? max : value;
    }

    private double number(int leaf, int position) {
        return values[leaves[leaf + TreeProgram.LEAF_NUMBERS + position]];
    }

    /// A number that leaves the tree: NaN becomes 0, fractions are cut off, what exceeds 64 bits is the greatest, what is negative 0.
    private long whole(int leaf, int position, long absent) {
        int place = leaves[leaf + TreeProgram.LEAF_NUMBERS + position];
        return place == ABSENT ? absent : Math.max(0, (long) values[place]);
    }

    private int priority(int leaf, int position) {
        return (int) Math.min(PriorityDistribution.PRIORITY_MAX, whole(leaf, position, 0));
    }
}
