package rtgsim.arrivals;

import java.util.Map;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.Flow;
import rtgsim.scenario.PriorityDistribution;

/// What all agents with one flow share: the multiplier of its profile now, and how a transaction of it is drawn.
final class FlowDraw {

    /// What it was made of.
    final Flow flow;

    /// Among all of a run.
    final int place;

    final AmountDraw amount;
    final PriorityDraw priority;
    final boolean divisible;

    /// Whether an amount, or a priority, takes a draw at all.
    final boolean drawsAmount;

    final boolean drawsPriority;

    private final int[] profileFrom;
    private final double[] profileMultiplier;
    private int next;
    private double multiplier;
    private boolean multiplierChanged;
    private boolean started;

    FlowDraw(Flow flow, int place) {
        this.flow = flow;
        this.place = place;
        amount = AmountDraw.of(flow.amount());
        drawsAmount = !(flow.amount() instanceof AmountDistribution.Constant);
        priority = PriorityDraw.of(flow.priority());
        drawsPriority = !(flow.priority() instanceof PriorityDistribution.Fixed);
        divisible = flow.divisible();
        profileFrom = new int[flow.profile().size()];
        profileMultiplier = new double[profileFrom.length];
        int i = 0;
        for (Map.Entry<Integer, Double> step : flow.profile().entrySet()) {
            profileFrom[i] = step.getKey();
            profileMultiplier[i++] = step.getValue();
        }
    }

    /// The multiplier of the last step at or before the current tick of the day, 1 before the first.
    double multiplier() {
        return multiplier;
    }

    /// Whether the multiplier is another one than in the tick before, or this tick is the first.
    boolean multiplierChanged() {
        return multiplierChanged;
    }

    /// The tick of the day at which the next step begins, or the greatest number.
    int nextStep() {
        return next < profileFrom.length ? profileFrom[next] : Integer.MAX_VALUE;
    }

    /// Moves on to a tick of the day; a day is gone through tick by tick, from 0.
    ///
    /// @return whether the multiplier changed
    boolean turnTo(int tickOfDay) {
        double before = multiplier;
        if (tickOfDay == 0) {
            next = 0;
            multiplier = 1;
        }
        while (next < profileFrom.length && profileFrom[next] <= tickOfDay) multiplier = profileMultiplier[next++];
        multiplierChanged = multiplier != before || !started;
        started = true;
        return multiplierChanged;
    }
}
