package rtgsim.policy;

import java.util.Arrays;

/// The registers of all agents: doubles that trees set and read, 0 until set and again at the end of a day.
final class Registers {

    private final int perAgent;
    private final double[] values;
    private boolean anySet;

    Registers(int agents, int perAgent) {
        this.perAgent = perAgent;
        values = new double[Math.multiplyExact(agents, perAgent)];
    }

    /// Where the registers of an agent begin.
    int firstOf(int agent) {
        return agent * perAgent;
    }

    double get(int place) {
        return values[place];
    }

    void set(int place, double value) {
        values[place] = value;
        anySet = true;
    }

    void clear() {
        if (anySet) Arrays.fill(values, 0);
        anySet = false;
    }
}
