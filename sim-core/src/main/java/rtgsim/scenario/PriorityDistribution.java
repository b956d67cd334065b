package rtgsim.scenario;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/// How the declared priority, 0 to 10, of a generated transaction is drawn.
public sealed interface PriorityDistribution {

    int PRIORITY_MAX = 10;

    record Fixed(int value) implements PriorityDistribution {
        public Fixed {
            Refuse.outside(value, 0, PRIORITY_MAX, "a priority");
        }
    }

    record Uniform(int min, int max) implements PriorityDistribution {
        public Uniform {
            Refuse.outside(min, 0, PRIORITY_MAX, "min");
            Refuse.outside(max, min, PRIORITY_MAX, "max");
        }
    }

    /// Weights by priority; at least one is greater than 0.
    record Categorical(NavigableMap<Integer, Double> weights) implements PriorityDistribution {
        public Categorical {
            weights = Collections.unmodifiableNavigableMap(new TreeMap<>(weights));
            weights.forEach((priority, weight) -> {
                Refuse.outside(priority, 0, PRIORITY_MAX, "a priority");
                Refuse.notANumber(weight, "a weight");
            });
            Refuse.unless(
                    weights.values().stream().anyMatch(weight -> weight > 0),
                    "at least one weight must be greater than 0",
                    weights);
        }
    }
}
