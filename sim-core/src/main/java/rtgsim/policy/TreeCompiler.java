package rtgsim.policy;

import static rtgsim.policy.TreeProgram.ABSENT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rtgsim.event.Reason;
import rtgsim.event.RtgsPriority;
import rtgsim.scenario.AgentOrder;
import rtgsim.tree.Action;
import rtgsim.tree.Condition;
import rtgsim.tree.DecisionTrees;
import rtgsim.tree.Expression;
import rtgsim.tree.Field;
import rtgsim.tree.TreeKind;
import rtgsim.tree.TreeNode;

/// Makes the flat program of a policy.
///
/// What a branch asks becomes jumps, so that `and` and `or` ask no more than they need; a computed value is made just before it is compared or handed over,
/// and a field is read where it is first needed on the way.
final class TreeCompiler {

    private static final int FIELDS = Field.values().length;
    private static final int[] FLAGS = {10, 5, 1};
    private static final RtgsPriority[] RTGS_PRIORITIES = RtgsPriority.values();

    private final DecisionTrees trees;
    private final AgentOrder order;
    private final List<String> reasons;
    private final Map<String, Integer> registers;
    private final Map<Long, Integer> constantPlaces = new HashMap<>();
    private final List<boolean[]> focus = new ArrayList<>();
    private int[] code = new int[256];
    private int length;
    private int[] leaves = new int[TreeProgram.LEAF_SIZE * 16];
    private int leafLength;
    private double[] values;
    private int places;
    private final List<Integer> resultPlaces = new ArrayList<>();
    private int inUse;
    private int node;

    /// The places of fields and registers that have been read on every way to here.
    private BitSet read = new BitSet();

    /// @param reasons the run's list
    /// @param registers the numbers of all registers of the run
    /// @param firstNode the number of the policy's first node
    TreeCompiler(
            DecisionTrees trees,
            AgentOrder order,
            List<String> reasons,
            Map<String, Integer> registers,
            int firstNode) {
        this.trees = trees;
        this.order = order;
        this.reasons = reasons;
        this.registers = registers;
        node = firstNode;
        places = FIELDS + registers.size();
        values = new double[places + 16];
    }

    TreeProgram compile() {
        int[] entry = new int[TreeKind.values().length];
        Arrays.fill(entry, ABSENT);
        trees.trees()
                .forEach((kind, root) -> {
                    entry[kind.ordinal()] = length;
                    read.clear();
                    compile(root);
                });
        return new TreeProgram(
                Arrays.copyOf(code, length),
                Arrays.copyOf(values, places),
                Arrays.copyOf(leaves, leafLength),
                entry,
                focus.toArray(new boolean[0][]));
    }

    private void compile(TreeNode tree) {
        int number = node++;
        switch (tree) {
            case TreeNode.Leaf leaf -> take(leaf, number);
            case TreeNode.Branch branch -> {
                List<Integer> toFalse = new ArrayList<>();
                jump(branch.condition(), false, toFalse);
                BitSet readHere = (BitSet) read.clone();
                compile(branch.onTrue());
                land(toFalse);
                read = readHere;
                compile(branch.onFalse());
            }
        }
    }

    /// Jumps to where `jumps` will land if the condition is `when`; goes on behind if it is not.
    private void jump(Condition condition, boolean when, List<Integer> jumps) {
        switch (condition) {
            case Condition.Comparison(Condition.Comparator comparator, Expression left, Expression right) -> {
                int first = operand(left);
                int second = operand(right);
                emit(
                        (when ? TreeProgram.IF_EQUAL : TreeProgram.UNLESS_EQUAL) + comparator.ordinal(),
                        first,
                        second,
                        ABSENT);
                jumps.add(length - 1);
                inUse = 0;
            }
            case Condition.Not(Condition negated) -> jump(negated, !when, jumps);
            case Condition.All all -> jumpOver(all.conditions(), false, when, jumps);
            case Condition.Any any -> jumpOver(any.conditions(), true, when, jumps);
        }
    }

    /// One of `conditions` that is `decisive` decides for all.
    private void jumpOver(List<Condition> conditions, boolean decisive, boolean when, List<Integer> jumps) {
        List<Integer> decided = when == decisive ? jumps : new ArrayList<>();
        BitSet readByFirst = read;
        for (int i = 0; i < conditions.size(); i++) {
            boolean last = i == conditions.size() - 1;
            jump(conditions.get(i), last ? when : decisive, last ? jumps : decided);
            if (i == 0) readByFirst = (BitSet) read.clone();
        }
        // The others may not have been asked.
        read = readByFirst;
        if (when != decisive) land(decided);
    }

    private void land(List<Integer> jumps) {
        for (int place : jumps) code[place] = length;
    }

    private void take(TreeNode.Leaf leaf, int number) {
        if (leafLength == leaves.length) leaves = Arrays.copyOf(leaves, leafLength * 2);
        int at = leafLength;
        leafLength += TreeProgram.LEAF_SIZE;
        leaves[at] = leaf.action().ordinal();
        leaves[at + TreeProgram.LEAF_NODE] = number;
        int place = at + TreeProgram.LEAF_NUMBERS;
        for (int i = 0; i < TreeProgram.LEAF_WORD - TreeProgram.LEAF_NUMBERS; i++) leaves[place + i] = ABSENT;
        leaves[at + TreeProgram.LEAF_WORD] = standardWord(leaf.action());
        leaves[at + TreeProgram.LEAF_RTGS] = RtgsPriority.NORMAL.ordinal();
        for (Action.Parameter parameter : leaf.action().parameters()) {
            boolean isNumber = parameter.form().isNumber();
            switch (leaf.arguments().get(parameter.name())) {
                case null -> {}
                case TreeNode.Argument.Value(Expression value) -> leaves[place] = operand(value);
                case TreeNode.Argument.Agents(List<String> ids) -> leaves[at + TreeProgram.LEAF_WORD] = focusOn(ids);
                case TreeNode.Argument.Word(String text) -> putWord(parameter.form(), text, leaf, at);
            }
            if (isNumber) place++;
        }
        emit(TreeProgram.TAKE, at);
        inUse = 0;
    }

    private static int standardWord(Action action) {
        return switch (action) {
            case HOLD -> Reason.HOLD.ordinal();
            case POST_COLLATERAL, WITHDRAW_COLLATERAL, HOLD_COLLATERAL -> Reason.POLICY.ordinal();
            case RELEASE -> PaymentDecision.SAME_PRIORITY;
            default -> ABSENT;
        };
    }

    private void putWord(Action.Form form, String text, TreeNode.Leaf leaf, int at) {
        switch (form) {
            case FLAG_WORD -> leaves[at + TreeProgram.LEAF_WORD] = FLAGS[form.words().indexOf(text)];
            case RTGS_WORD -> leaves[at + TreeProgram.LEAF_RTGS] = rtgsPriority(text);
            case REGISTER -> leaves[at + TreeProgram.LEAF_WORD] = registerNumber(text);
            case REASON -> {
                // That of a register is a remark.
                if (Reason.textOf(leaf) != null) leaves[at + TreeProgram.LEAF_WORD] = reasons.indexOf(text);
            }
            case MONEY, TICKS, COUNT, PRIORITY, NUMBER, AGENTS ->
                    throw new IllegalStateException(leaf.action().label() + " takes no text for " + form);
        }
    }

    private static int rtgsPriority(String text) {
        for (RtgsPriority priority : RTGS_PRIORITIES) if (priority.label().equals(text)) return priority.ordinal();
        throw new IllegalStateException("no RTGS priority is called " + text);
    }

    private int focusOn(List<String> ids) {
        boolean[] flags = new boolean[order.count()];
        for (String id : ids) flags[order.of(id)] = true;
        focus.add(flags);
        return focus.size() - 1;
    }

    /// Where the value will stand, after instructions that read or compute it where they must.
    private int operand(Expression expression) {
        return switch (expression) {
            case Expression.Constant(double value) -> constant(value);
            case Expression.Param(String name) -> constant(parameter(name));
            case Expression.Read(Field field) -> field(field.ordinal());
            case Expression.Register(String name) -> register(registerNumber(name));
            case Expression.Binary(Expression.Operator operator, Expression left, Expression right) ->
                    compute(TreeProgram.ADD + operator.ordinal(), left, right);
            case Expression.Unary(Expression.Function function, Expression value) ->
                    compute(TreeProgram.CEIL + function.ordinal(), value);
            case Expression.Clamp(Expression value, Expression min, Expression max) ->
                    compute(TreeProgram.CLAMP, value, min, max);
            case Expression.Quotient(Expression numerator, Expression denominator, Expression standard) ->
                    compute(TreeProgram.DIVIDE_OR, numerator, denominator, standard);
            case Expression.Extreme(Expression.Which which, List<Expression> values) -> extreme(which, values);
        };
    }

    private int compute(int opcode, Expression... values) {
        int before = inUse;
        int[] operands = new int[values.length];
        for (int i = 0; i < values.length; i++) operands[i] = operand(values[i]);
        inUse = before;
        int to = result();
        emit(opcode, to);
        for (int operand : operands) emit(operand);
        return to;
    }

    private int extreme(Expression.Which which, List<Expression> values) {
        int opcode = which == Expression.Which.MIN ? TreeProgram.MIN : TreeProgram.MAX;
        int before = inUse;
        int best = operand(values.getFirst());
        for (int i = 1; i < values.size(); i++) {
            int next = operand(values.get(i));
            inUse = before;
            int to = result();
            emit(opcode, to, best, next);
            best = to;
        }
        return best;
    }

    private int result() {
        if (inUse == resultPlaces.size()) resultPlaces.add(place(0));
        return resultPlaces.get(inUse++);
    }

    private int field(int place) {
        if (!read.get(place)) emit(TreeProgram.READ, place);
        read.set(place);
        return place;
    }

    private int register(int number) {
        int place = FIELDS + number;
        if (!read.get(place)) emit(TreeProgram.READ_REGISTER, place, number);
        read.set(place);
        return place;
    }

    private double parameter(String name) {
        Double value = trees.parameters().get(name);
        if (value == null) throw new IllegalStateException("no parameter is called " + name);
        return value;
    }

    private int registerNumber(String name) {
        Integer number = registers.get(name);
        if (number == null) throw new IllegalStateException("no register is called " + name);
        return number;
    }

    private int constant(double value) {
        return constantPlaces.computeIfAbsent(Double.doubleToLongBits(value), missing -> place(value));
    }

    private int place(double value) {
        if (places == values.length) values = Arrays.copyOf(values, places * 2);
        values[places] = value;
        return places++;
    }

    private void emit(int... numbers) {
        if (length + numbers.length > code.length) code = Arrays.copyOf(code, code.length * 2);
        for (int number : numbers) code[length++] = number;
    }
}
