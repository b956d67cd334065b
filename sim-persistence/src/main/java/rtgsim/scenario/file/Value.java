package rtgsim.scenario.file;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// A value that has the type of its key.
///
/// @param content a `Long`, `Double`, `BigDecimal` without trailing zeros, `String`, `Boolean`, `LocalTime`, `LocalDate`, [Section], `List` of values, or map of
///     values by name or number
record Value(Node node, Object content) {

    long asLong() {
        return (Long) content;
    }

    double asDouble() {
        return (Double) content;
    }

    BigDecimal asDecimal() {
        return (BigDecimal) content;
    }

    String asText() {
        return (String) content;
    }

    boolean asFlag() {
        return (Boolean) content;
    }

    Section asSection() {
        return (Section) content;
    }

    @SuppressWarnings("unchecked")
    List<Value> asList() {
        return (List<Value>) content;
    }

    @SuppressWarnings("unchecked")
    Map<String, Value> asTextMap() {
        return (Map<String, Value>) content;
    }

    @SuppressWarnings("unchecked")
    Map<Integer, Value> asNumberMap() {
        return (Map<Integer, Value>) content;
    }

    /// Whether both mean the same, wherever they stand.
    boolean means(Value other) {
        if (content instanceof Section section) {
            return other.content instanceof Section theirs && section.means(theirs);
        }
        if (content instanceof List<?> && other.content instanceof List<?>) {
            List<Value> ours = asList();
            List<Value> theirs = other.asList();
            if (ours.size() != theirs.size()) return false;
            for (int i = 0; i < ours.size(); i++) if (!ours.get(i).means(theirs.get(i))) return false;
            return true;
        }
        return content.equals(other.content);
    }
}
