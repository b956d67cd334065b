package rtgsim.policy;

/// The trees of a policy as one flat program: arrays of numbers that either engine can run.
///
/// It works on *values*, an array of doubles, and names them by their places:
///
///     from 0            the fields, by their positions
///     then              the registers of the run, by number
///     then              constants, which stand there from the start, and what instructions compute, as they come
///
/// An *instruction* is an opcode and what it needs:
///
///     READ               field                reads it to its place
///     READ_REGISTER      to, register         reads the agent's
///     ADD … MAX          to, left, right      FLOOR …            to, value
///     CLAMP              to, value, min, max  DIVIDE_OR          to, numerator, denominator, default
///     IF_…               left, right, target  jumps if the comparison holds
///     UNLESS_…           left, right, target  jumps if it does not hold, which with a NaN is something else
///     TAKE               leaf                 ends: this is what is done
///
/// On the way to where a field or register is used it has been read, and seldom twice: a question that asks what an earlier one asked finds it there.
///
/// A *leaf* is [#LEAF_SIZE] numbers: the action, the node, the places of four values in the order of the language ([#ABSENT] where left out), then two
/// numbers for its words: a priority, reason, register or position in `focus`, and an RTGS priority.
final class TreeProgram {

    static final int ABSENT = Integer.MIN_VALUE;

    static final int ADD = 0;
    static final int SUBTRACT = 1;
    static final int MULTIPLY = 2;
    static final int DIVIDE = 3;
    static final int MIN = 4;
    static final int MAX = 5;
    static final int CEIL = 6;
    static final int FLOOR = 7;
    static final int ROUND = 8;
    static final int ABS = 9;
    static final int CLAMP = 10;
    static final int DIVIDE_OR = 11;
    static final int TAKE = 12;

    /// Six comparisons in the order of the language, and then the same that jump when they do not hold.
    static final int IF_EQUAL = 13;

    static final int UNLESS_EQUAL = IF_EQUAL + 6;

    static final int READ = UNLESS_EQUAL + 6;
    static final int READ_REGISTER = READ + 1;

    static final int LEAF_SIZE = 8;
    static final int LEAF_NODE = 1;
    static final int LEAF_NUMBERS = 2;
    static final int LEAF_WORD = 6;
    static final int LEAF_RTGS = 7;

    final int[] code;

    /// The values at the start of a decision: the constants, and zeros.
    final double[] values;

    final int[] leaves;

    /// Where each kind of tree begins, or [#ABSENT].
    final int[] entry;

    /// Lists of agents, as flags by agent.
    final boolean[][] focus;

    TreeProgram(int[] code, double[] values, int[] leaves, int[] entry, boolean[][] focus) {
        this.code = code;
        this.values = values;
        this.leaves = leaves;
        this.entry = entry;
        this.focus = focus;
    }
}
