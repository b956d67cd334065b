package rtgsim.engine;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import rtgsim.engine.NaiveEngine.State;
import rtgsim.engine.NaiveEngine.Tx;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.policy.BudgetDecision;
import rtgsim.policy.CollateralDecision;
import rtgsim.policy.PaymentDecision;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;
import rtgsim.tree.TreeNode.Argument;

/// Decision trees once more: walked as they are written, each field found by looking through the whole state of a [NaiveEngine].
final class NaiveTrees {

    private final NaiveEngine engine;
    private final Map<String, Map<String, Double>> registers = new HashMap<>();
    private final List<String> reasons;
    private final IdentityHashMap<DecisionTrees, Map<String, Integer>> numbers = new IdentityHashMap<>();
    private final Set<Field> readByTrees;

    /// Every decision so far, in words.
    final List<String> decisions = new ArrayList<>();

    /// What the fields that some tree of the run reads were at each decision, as bits.
    final List<long[]> fields = new ArrayList<>();

    /// How often each field was read and each action taken.
    final Map<Field, Integer> reads = new EnumMap<>(Field.class);

    final Map<Action, Integer> taken = new EnumMap<>(Action.class);

    NaiveTrees(NaiveEngine engine) {
        this.engine = engine;
        readByTrees = readByTrees(engine.scenario);
        TreeSet<String> texts =
                new TreeSet<>((one, other) ->
                        Arrays.compareUnsigned(
                                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        int[] next = {0};
        for (DecisionTrees trees : engine.scenario.trees()) {
            Map<String, Integer> ofNodes = new HashMap<>();
            trees.forEachNode(node -> ofNodes.put(node.nodeId(), next[0]++));
            numbers.put(trees, ofNodes);
            trees.forEachNode(node -> {
                if (!(node instanceof TreeNode.Leaf leaf) || leaf.action().group() == Action.Group.BANK) return;
                if (leaf.arguments().get("reason") instanceof Argument.Word(String text)) texts.add(text);
            });
        }
        reasons = new ArrayList<>(Arrays.stream(Reason.values()).map(Reason::label).toList());
        texts.removeAll(reasons);
        reasons.addAll(texts);
    }

    static Set<Field> readByTrees(Scenario scenario) {
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (DecisionTrees trees : scenario.trees()) {
            trees.forEachExpression(expression -> {
                if (expression instanceof Expression.Read(Field field)) fields.add(field);
            });
        }
        return fields;
    }

    /// @param kind of the tree that is asked
    /// @param value what a field is
    static long[] bits(Set<Field> fields, TreeKind kind, ToDoubleFunction<Field> value) {
        return fields.stream()
                .filter(field -> field.isIn(kind))
                .mapToLong(field -> Double.doubleToLongBits(value.applyAsDouble(field) + 0.0))
                .toArray();
    }

    String reason(int position) {
        return reasons.get(position);
    }

    void clearRegisters() {
        registers.clear();
    }

    void collateral(DecisionTrees trees, String id, int phase, CollateralDecision decision) {
        TreeKind kind = phase == 5 ? TreeKind.STRATEGIC_COLLATERAL : TreeKind.END_OF_TICK_COLLATERAL;
        Asked asked = new Asked(trees, id, null);
        fields.add(bits(readByTrees, kind, asked::field));
        TreeNode.Leaf leaf = asked.leaf(kind);
        if (leaf != null) {
            decision.node = numberOf(trees, leaf);
            decision.reason = reasons.indexOf(asked.word(leaf, "reason", "policy"));
            if (leaf.action() == Action.POST_COLLATERAL) {
                decision.post = asked.whole(leaf, "amount", 0);
                decision.autoWithdrawAfterTicks =
                        (int) Math.min(Integer.MAX_VALUE, asked.whole(leaf, "auto_withdraw_after_ticks", 0));
            }
            if (leaf.action() == Action.WITHDRAW_COLLATERAL) decision.withdraw = asked.whole(leaf, "amount", 0);
        }
        decisions.add(inWords(engine.tick, id, decision));
    }

    void budget(DecisionTrees trees, String id, BudgetDecision decision) {
        Asked asked = new Asked(trees, id, null);
        fields.add(bits(readByTrees, TreeKind.BANK, asked::field));
        TreeNode.Leaf leaf = asked.leaf(TreeKind.BANK);
        if (leaf != null && leaf.action() == Action.SET_RELEASE_BUDGET) {
            decision.maxValue = asked.whole(leaf, "max_value_to_release", Long.MAX_VALUE);
            decision.maxPerCounterparty = asked.whole(leaf, "max_per_counterparty", Long.MAX_VALUE);
            if (leaf.arguments().get("focus_counterparties") instanceof Argument.Agents(List<String> ids)) {
                List<String> all = List.copyOf(engine.agents.keySet());
                boolean[] focus = new boolean[all.size()];
                for (String named : ids) focus[all.indexOf(named)] = true;
                decision.focus = focus;
            }
        } else if (leaf != null && leaf.action() != Action.NO_ACTION) {
            String key = asked.word(leaf, "key", "");
            double value = asked.number(leaf, "value");
            double before = leaf.action() == Action.ADD_STATE ? asked.register(key) : 0;
            double after = leaf.action() == Action.ADD_STATE ? before + value : value;
            registers.computeIfAbsent(id, none -> new HashMap<>()).put(key, after);
        }
        decisions.add(inWords(engine.tick, id, decision));
    }

    void payment(DecisionTrees trees, String id, Tx tx, PaymentDecision decision) {
        Asked asked = new Asked(trees, id, tx);
        fields.add(bits(readByTrees, TreeKind.PAYMENT, asked::field));
        TreeNode.Leaf leaf = asked.leaf(TreeKind.PAYMENT);
        if (leaf == null) {
            decision.action = PaymentDecision.Action.RELEASE;
        } else {
            decision.node = numberOf(trees, leaf);
            apply(asked, leaf, decision);
        }
        decisions.add(inWords(engine.tick, id, tx.number, decision));
    }

    private void apply(Asked asked, TreeNode.Leaf leaf, PaymentDecision decision) {
        decision.rtgsPriority =
                RtgsPriority.valueOf(asked.word(leaf, "rtgs_priority", "normal").toUpperCase(java.util.Locale.ROOT));
        switch (leaf.action()) {
            case RELEASE -> {
                decision.action = PaymentDecision.Action.RELEASE;
                decision.priorityFlag =
                        switch (asked.word(leaf, "priority_flag", "")) {
                            case "HIGH" -> 10;
                            case "MEDIUM" -> 5;
                            case "LOW" -> 1;
                            default -> -1;
                        };
                decision.timedForTick = (int) Math.min(Integer.MAX_VALUE, asked.whole(leaf, "timed_for_tick", 0));
            }
            case SPLIT -> {
                decision.action = PaymentDecision.Action.SPLIT;
                decision.parts = asked.whole(leaf, "num_splits", 0);
            }
            case STAGGER_SPLIT -> {
                decision.action = PaymentDecision.Action.STAGGER_SPLIT;
                decision.parts = asked.whole(leaf, "num_splits", 0);
                decision.staggerFirstNow = asked.whole(leaf, "stagger_first_now", 0);
                decision.staggerGapTicks = asked.whole(leaf, "stagger_gap_ticks", 0);
                decision.priorityBoost = Math.min(10, asked.whole(leaf, "priority_boost_children", 0));
            }
            case HOLD -> {
                decision.action = PaymentDecision.Action.HOLD;
                decision.reason = reasons.indexOf(asked.word(leaf, "reason", "hold"));
            }
            case DROP -> decision.action = PaymentDecision.Action.DROP;
            case REPRIORITIZE -> {
                decision.action = PaymentDecision.Action.REPRIORITIZE;
                decision.newPriority = (int) Math.min(10, asked.whole(leaf, "new_priority", 0));
            }
            case WITHDRAW_FROM_RTGS -> decision.action = PaymentDecision.Action.WITHDRAW_FROM_RTGS;
            case RESUBMIT_TO_RTGS -> decision.action = PaymentDecision.Action.RESUBMIT_TO_RTGS;
            default -> throw new AssertionError(leaf);
        }
    }

    private int numberOf(DecisionTrees trees, TreeNode.Leaf leaf) {
        return Objects.requireNonNull(Objects.requireNonNull(numbers.get(trees)).get(leaf.nodeId()));
    }

    static String inWords(int tick, String id, CollateralDecision decision) {
        return tick
                + " "
                + id
                + " posts "
                + decision.post
                + " withdraws "
                + decision.withdraw
                + " reason "
                + decision.reason
                + " timer "
                + decision.autoWithdrawAfterTicks
                + " node "
                + decision.node;
    }

    static String inWords(int tick, String id, BudgetDecision decision) {
        return tick
                + " "
                + id
                + " may release "
                + decision.maxValue
                + " each "
                + decision.maxPerCounterparty
                + " to "
                + Arrays.toString(decision.focus);
    }

    static String inWords(int tick, String id, int tx, PaymentDecision decision) {
        return tick
                + " "
                + id
                + " "
                + tx
                + " "
                + decision.action
                + " "
                + decision.rtgsPriority
                + " flag "
                + decision.priorityFlag
                + " at "
                + decision.timedForTick
                + " parts "
                + decision.parts
                + " now "
                + decision.staggerFirstNow
                + " gap "
                + decision.staggerGapTicks
                + " boost "
                + decision.priorityBoost
                + " reason "
                + decision.reason
                + " priority "
                + decision.newPriority
                + " node "
                + decision.node;
    }

    /// One question to one tree.
    private final class Asked {
        private final DecisionTrees trees;
        private final String id;
        private final @Nullable Tx asked;

        Asked(DecisionTrees trees, String id, @Nullable Tx asked) {
            this.trees = trees;
            this.id = id;
            this.asked = asked;
        }

        TreeNode.@Nullable Leaf leaf(TreeKind kind) {
            TreeNode node = trees.trees().get(kind);
            while (node instanceof TreeNode.Branch branch) {
                node = holds(branch.condition()) ? branch.onTrue() : branch.onFalse();
            }
            if (node instanceof TreeNode.Leaf leaf) {
                taken.merge(leaf.action(), 1, Integer::sum);
                return leaf;
            }
            return null;
        }

        String word(TreeNode.Leaf leaf, String parameter, String standard) {
            return leaf.arguments().get(parameter) instanceof Argument.Word(String text) ? text : standard;
        }

        double number(TreeNode.Leaf leaf, String parameter) {
            if (leaf.arguments().get(parameter) instanceof Argument.Value(Expression value)) return value(value);
            throw new AssertionError(leaf);
        }

        long whole(TreeNode.Leaf leaf, String parameter, long standard) {
            if (!(leaf.arguments().get(parameter) instanceof Argument.Value(Expression value))) return standard;
            double number = value(value);
            if (Double.isNaN(number) || number < 1) return 0;
            if (number >= 0x1p63) return Long.MAX_VALUE;
            return new BigDecimal(number).toBigInteger().longValueExact();
        }

        private boolean holds(Condition condition) {
            return switch (condition) {
                case Condition.Comparison(Condition.Comparator comparator, Expression left, Expression right) -> {
                    double first = value(left);
                    double second = value(right);
                    boolean ordered = !Double.isNaN(first) && !Double.isNaN(second);
                    int sign = first == second ? 0 : Double.compare(first, second);
                    yield switch (comparator) {
                        case EQUAL -> ordered && sign == 0;
                        case NOT_EQUAL -> !ordered || sign != 0;
                        case LESS -> ordered && sign < 0;
                        case LESS_OR_EQUAL -> ordered && sign <= 0;
                        case GREATER -> ordered && sign > 0;
                        case GREATER_OR_EQUAL -> ordered && sign >= 0;
                    };
                }
                case Condition.All all -> all.conditions().stream().allMatch(this::holds);
                case Condition.Any any -> any.conditions().stream().anyMatch(this::holds);
                case Condition.Not(Condition negated) -> !holds(negated);
            };
        }

        private double value(Expression expression) {
            return switch (expression) {
                case Expression.Constant(double constant) -> constant;
                case Expression.Param(String name) -> Objects.requireNonNull(trees.parameters().get(name));
                case Expression.Register(String name) -> register(name);
                case Expression.Read(Field field) -> {
                    reads.merge(field, 1, Integer::sum);
                    yield field(field);
                }
                case Expression.Binary(Expression.Operator operator, Expression left, Expression right) ->
                        switch (operator) {
                            case ADD -> value(left) + value(right);
                            case SUBTRACT -> value(left) - value(right);
                            case MULTIPLY -> value(left) * value(right);
                            case DIVIDE -> value(left) / value(right);
                        };
                case Expression.Unary(Expression.Function function, Expression of) -> {
                    double value = value(of);
                    yield switch (function) {
                        case CEIL -> Math.ceil(value);
                        case FLOOR -> Math.floor(value);
                        case ROUND -> roundHalfEven(value);
                        case ABS -> value < 0 ? -value : value;
                    };
                }
                case Expression.Clamp(Expression of, Expression least, Expression most) -> {
                    double value = value(of);
                    double min = value(least);
                    double max = value(most);
                    if (Double.isNaN(value + min + max) && Stream.of(value, min, max).anyMatch(d -> d.isNaN())) {
                        yield Double.NaN;
                    }
                    if (value < min) yield min;
                    yield value > max ? max : value;
                }
                case Expression.Quotient(Expression numerator, Expression denominator, Expression standard) -> {
                    double divisor = value(denominator);
                    yield divisor == 0 ? value(standard) : value(numerator) / divisor;
                }
                case Expression.Extreme(Expression.Which which, List<Expression> values) -> {
                    double[] numbers = values.stream().mapToDouble(this::value).toArray();
                    if (Arrays.stream(numbers).anyMatch(Double::isNaN)) yield Double.NaN;
                    double best = numbers[0];
                    for (double next : numbers) {
                        if (which == Expression.Which.MIN ? next < best : next > best) best = next;
                    }
                    yield best;
                }
            };
        }

        private static double roundHalfEven(double value) {
            if (Double.isNaN(value) || Double.isInfinite(value)) return value;
            return new BigDecimal(value).setScale(0, java.math.RoundingMode.HALF_EVEN).doubleValue();
        }

        double register(String name) {
            return registers.getOrDefault(id, Map.of()).getOrDefault(name, 0.0);
        }

        private Tx tx() {
            return Objects.requireNonNull(asked);
        }

        private Stream<Tx> own(State state) {
            return engine.txs.stream().filter(tx -> tx.sender.equals(id) && tx.state == state);
        }

        private static long sum(Stream<Tx> list) {
            return list.mapToLong(tx -> tx.amount).sum();
        }

        private static double flag(boolean holds) {
            return holds ? 1 : 0;
        }

        private long out() {
            return sum(own(State.CENTRAL).filter(tx -> tx.receiver.equals(tx().receiver)));
        }

        private long in() {
            return sum(engine.queue().stream().filter(tx -> tx.sender.equals(tx().receiver) && tx.receiver.equals(id)));
        }

        private @Nullable String top() {
            String top = null;
            long most = 0;
            for (String other : engine.agents.keySet()) {
                long value = sum(own(State.CENTRAL).filter(tx -> tx.receiver.equals(other)));
                if (value > most) {
                    most = value;
                    top = other;
                }
            }
            return top;
        }

        private long creditLine() {
            return engine.cap(id) + engine.collateralValue(id);
        }

        private long headroom() {
            return engine.available(id, RtgsPriority.NORMAL) - sum(own(State.INTERNAL));
        }

        private long required() {
            if (engine.need(id) > engine.collateralValue(id)) return engine.posted(id);
            return Math.min(engine.posted(id), engine.keep(id));
        }

        private int nearest() {
            return own(State.CENTRAL)
                    .mapToInt(tx -> tx.deadline)
                    .min()
                    .orElse(engine.scenario.simulation().numDays() * engine.scenario.simulation().ticksPerDay());
        }

        private double throughput() {
            long settled = sum(engine.settledToday.stream().filter(tx -> tx.sender.equals(id)));
            long unsettled = sum(own(State.INTERNAL)) + sum(own(State.CENTRAL));
            return settled + unsettled == 0 ? 1 : (double) settled / (double) (settled + unsettled);
        }

        private double delayCost() {
            CostRates rates = engine.scenario.costRates();
            BigDecimal multiplier =
                    tx().arrivalPriority >= 8
                            ? rates.urgentMultiplier()
                            : tx().arrivalPriority >= 4 ? rates.normalMultiplier() : rates.lowMultiplier();
            BigDecimal overdue = engine.tick > tx().deadline ? rates.overdueMultiplier() : BigDecimal.ONE;
            return (double) tx().amount
                    * rates.delayPerTickPerCent().doubleValue()
                    * multiplier.doubleValue()
                    * overdue.doubleValue();
        }

        private double field(Field field) {
            int now = engine.tick;
            int ticksPerDay = engine.scenario.simulation().ticksPerDay();
            CostRates rates = engine.scenario.costRates();
            Rtgs rtgs = engine.scenario.rtgs();
            long balance = engine.balance(id);
            long used = Math.max(0, -balance);
            long posted = engine.posted(id);
            long capacity = engine.agent(id).maxCollateralCapacity();
            return switch (field) {
                case AMOUNT, REMAINING_AMOUNT -> tx().amount;
                case ARRIVAL_TICK -> tx().arrival;
                case DEADLINE_TICK -> tx().deadline;
                case TICKS_TO_DEADLINE -> tx().deadline - now;
                case QUEUE_AGE -> now - tx().arrival;
                case PRIORITY -> rtgs.escalation() == null ? tx().priority : engine.effectivePriority(tx());
                case IS_SPLIT -> flag(tx().isPart);
                case IS_PAST_DEADLINE, IS_OVERDUE -> flag(now > tx().deadline);
                case OVERDUE_DURATION -> Math.max(0, now - tx().deadline);
                case IS_IN_QUEUE2 -> flag(tx().state == State.CENTRAL);
                case COST_DELAY_THIS_TX_ONE_TICK -> delayCost();
                case COST_OVERDRAFT_THIS_AMOUNT_ONE_TICK ->
                        tx().amount * rates.overdraftBpsPerTick().doubleValue() / 10_000;
                case MY_Q2_OUT_VALUE_TO_COUNTERPARTY -> out();
                case MY_Q2_IN_VALUE_FROM_COUNTERPARTY -> in();
                case MY_BILATERAL_NET_Q2 -> out() - in();
                case TX_IS_TOP_COUNTERPARTY -> flag(tx().receiver.equals(top()));
                case BALANCE -> balance;
                case UNSECURED_CAP -> engine.cap(id);
                case POSTED_COLLATERAL -> posted;
                case MAX_COLLATERAL_CAPACITY -> capacity;
                case COLLATERAL_HAIRCUT -> engine.agent(id).collateralHaircut().doubleValue();
                case CREDIT_LIMIT -> creditLine();
                case CREDIT_USED -> used;
                case IS_USING_CREDIT -> flag(balance < 0);
                case CREDIT_HEADROOM -> creditLine() - used;
                case AVAILABLE_LIQUIDITY -> engine.available(id, RtgsPriority.NORMAL);
                case EFFECTIVE_LIQUIDITY -> engine.usable(id);
                case OUTGOING_QUEUE_SIZE -> own(State.INTERNAL).count();
                case QUEUE1_TOTAL_VALUE -> sum(own(State.INTERNAL));
                case HEADROOM -> headroom();
                case QUEUE1_LIQUIDITY_GAP -> Math.max(0, -headroom());
                case LIQUIDITY_PRESSURE ->
                        balance + creditLine() <= 0
                                ? 1
                                : 1 - (double) Math.max(0, balance) / (double) (balance + creditLine());
                case INCOMING_EXPECTED_COUNT -> engine.queue().stream().filter(tx -> tx.receiver.equals(id)).count();
                case REMAINING_COLLATERAL_CAPACITY -> Math.max(0, capacity - posted);
                case COLLATERAL_UTILIZATION -> capacity == 0 ? 0 : (double) posted / (double) capacity;
                case REQUIRED_COLLATERAL_FOR_USAGE -> required();
                case EXCESS_COLLATERAL -> posted - required();
                case OVERDRAFT_UTILIZATION ->
                        creditLine() == 0 ? flag(used > 0) : (double) used / (double) creditLine();
                case QUEUE2_COUNT_FOR_AGENT -> own(State.CENTRAL).count();
                case QUEUE2_NEAREST_DEADLINE -> nearest();
                case TICKS_TO_NEAREST_QUEUE2_DEADLINE -> nearest() - now;
                case MY_THROUGHPUT_FRACTION_TODAY -> throughput();
                case EXPECTED_THROUGHPUT_FRACTION_BY_NOW -> (double) (now % ticksPerDay + 1) / (double) ticksPerDay;
                case THROUGHPUT_GAP -> throughput() - (double) (now % ticksPerDay + 1) / (double) ticksPerDay;
                case RTGS_QUEUE_SIZE -> engine.queue().size();
                case RTGS_QUEUE_VALUE -> sum(engine.queue().stream());
                case TOTAL_AGENTS -> engine.agents.size();
                case SYSTEM_QUEUE2_PRESSURE_INDEX ->
                        (double) engine.queue().size() / (double) (engine.queue().size() + engine.agents.size());
                case CURRENT_TICK -> now;
                case SYSTEM_TICKS_PER_DAY -> ticksPerDay;
                case SYSTEM_CURRENT_DAY -> Math.floorDiv(now, ticksPerDay);
                case SYSTEM_TICK_IN_DAY -> now % ticksPerDay;
                case TICKS_REMAINING_IN_DAY -> ticksPerDay - now % ticksPerDay - 1;
                case DAY_PROGRESS_FRACTION -> (double) (now % ticksPerDay) / (double) ticksPerDay;
                case IS_EOD_RUSH -> flag((double) (now % ticksPerDay) / (double) ticksPerDay >= 0.8);
                case COST_OVERDRAFT_BPS_PER_TICK -> rates.overdraftBpsPerTick().doubleValue();
                case COST_COLLATERAL_BPS_PER_TICK -> rates.collateralBpsPerTick().doubleValue();
                case COST_LIQUIDITY_BPS_PER_TICK -> rates.liquidityBpsPerTick().doubleValue();
                case COST_DELAY_PER_TICK_PER_CENT -> rates.delayPerTickPerCent().doubleValue();
                case COST_DEADLINE_PENALTY ->
                        rates.deadlinePenalty() instanceof CostRates.DeadlinePenalty.Fixed(long amount) ? amount : 0;
                case COST_DEADLINE_PENALTY_BPS ->
                        rates.deadlinePenalty() instanceof CostRates.DeadlinePenalty.Bps(BigDecimal bps)
                                ? bps.doubleValue()
                                : 0;
                case COST_SPLIT_FRICTION -> rates.splitFriction();
                case COST_EOD_PENALTY -> rates.eodPenalty();
            };
        }
    }
}
