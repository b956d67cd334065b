package rtgsim.arrivals;

import rtgsim.scenario.PriorityDistribution;
import rtgsim.scenario.PriorityDistribution.Categorical;
import rtgsim.scenario.PriorityDistribution.Fixed;
import rtgsim.scenario.PriorityDistribution.Uniform;

/// Draws declared priorities, 0 to 10.
@FunctionalInterface
interface PriorityDraw {

    int draw(RandomSource source);

    static PriorityDraw of(PriorityDistribution distribution) {
        return switch (distribution) {
            case Fixed(int value) -> source -> value;
            case Uniform(int min, int max) -> source -> min + (int) source.below(max - min + 1);
            case Categorical categorical -> {
                int[] priorities = categorical.weights().keySet().stream().mapToInt(Integer::intValue).toArray();
                double[] weights = categorical.weights().values().stream().mapToDouble(Double::doubleValue).toArray();
                double total = sum(weights);
                yield source -> priorities[source.choice(weights, total)];
            }
        };
    }

    /// Added in order: a stream's sum may be compensated, and would be another one.
    private static double sum(double[] weights) {
        double sum = 0;
        for (double weight : weights) sum += weight;
        return sum;
    }
}
