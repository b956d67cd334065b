package rtgsim.scenario.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to be written: maps, lists and scalars in their order, with remarks.
sealed interface Draft {

    /// A number or flag, as YAML and JSON write it.
    record Plain(String text) implements Draft {}

    /// Text, whatever it looks like.
    record Text(String text) implements Draft {}

    /// A map.
    final class Fields implements Draft {
        private final Map<String, Draft> values = new LinkedHashMap<>();
        private final Map<String, String> remarks = new LinkedHashMap<>();

        Fields put(String key, Draft value) {
            values.put(key, value);
            return this;
        }

        Fields put(String key, String text) {
            return put(key, new Text(text));
        }

        Fields put(String key, long number) {
            return put(key, integer(number));
        }

        Fields put(String key, boolean flag) {
            return put(key, new Plain(Boolean.toString(flag)));
        }

        Fields put(String key, double number) {
            return put(key, number(number));
        }

        /// Only if it has something in it.
        Fields putUnlessEmpty(String key, Draft value) {
            boolean empty =
                    switch (value) {
                        case Fields fields -> fields.values.isEmpty();
                        case Items items -> items.values.isEmpty();
                        case Plain plain -> false;
                        case Text text -> false;
                    };
            return empty ? this : put(key, value);
        }

        /// What a reader of the file is to know about the key.
        Fields remark(String key, String remark) {
            remarks.put(key, remark);
            return this;
        }

        Map<String, Draft> values() {
            return values;
        }

        Map<String, String> remarks() {
            return remarks;
        }

        @Nullable Draft get(String key) {
            return values.get(key);
        }
    }

    /// A list.
    final class Items implements Draft {
        private final List<Draft> values = new ArrayList<>();

        Items add(Draft value) {
            values.add(value);
            return this;
        }

        List<Draft> values() {
            return values;
        }
    }

    static Plain integer(long number) {
        return new Plain(Long.toString(number));
    }

    /// A finite number; a whole one without a point.
    static Plain number(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return new Plain(whole ? Long.toString((long) number) : Double.toString(number));
    }
}
