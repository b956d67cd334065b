package rtgsim.tree;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A node of a decision tree: a question, or what is done.
public sealed interface TreeNode {

    /// Unique in its policy.
    String nodeId();

    String description();

    record Branch(String nodeId, String description, Condition condition, TreeNode onTrue, TreeNode onFalse)
            implements TreeNode {
        public Branch {
            checkId(nodeId);
        }
    }

    /// @param arguments by the names of parameters; those that are left out take the default
    record Leaf(String nodeId, String description, Action action, Map<String, Argument> arguments) implements TreeNode {
        public Leaf {
            checkId(nodeId);
            arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
            for (Map.Entry<String, Argument> argument : arguments.entrySet()) {
                Action.Parameter parameter = action.parameter(argument.getKey());
                if (parameter == null || !fits(parameter.form(), argument.getValue())) {
                    throw new IllegalArgumentException(action.label() + " cannot have the parameter " + argument);
                }
            }
            for (Action.Parameter parameter : action.parameters()) {
                if (parameter.required() && !arguments.containsKey(parameter.name())) {
                    throw new IllegalArgumentException(action.label() + " needs the parameter " + parameter.name());
                }
            }
        }
    }

    /// What an action is given.
    sealed interface Argument {

        record Value(Expression value) implements Argument {}

        record Word(String text) implements Argument {}

        record Agents(List<String> ids) implements Argument {
            public Agents {
                ids = List.copyOf(ids);
            }
        }
    }

    private static void checkId(String nodeId) {
        if (nodeId.isEmpty()) throw new IllegalArgumentException("a node needs a node_id");
    }

    private static boolean fits(Action.Form form, Argument argument) {
        return switch (argument) {
            case Argument.Value(Expression _) -> form.isNumber();
            case Argument.Agents(List<String> _) -> form == Action.Form.AGENTS;
            case Argument.Word(String text) ->
                    switch (form) {
                        case FLAG_WORD, RTGS_WORD -> form.words().contains(text);
                        case REASON -> Action.isReason(text);
                        case REGISTER -> Field.isRegister(text);
                        case MONEY, TICKS, COUNT, PRIORITY, NUMBER, AGENTS -> false;
                    };
        };
    }
}
