package rtgsim.engine;

import rtgsim.scenario.Simulation;

/// Days and ticks of a run.
record Calendar(int ticksPerDay) {

    Calendar(Simulation simulation) {
        this(simulation.ticksPerDay());
    }

    int day(int tick) {
        return tick / ticksPerDay;
    }

    boolean isFirstOfDay(int tick) {
        return tick % ticksPerDay == 0;
    }

    boolean isLastOfDay(int tick) {
        return (tick + 1) % ticksPerDay == 0;
    }
}
