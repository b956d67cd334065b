package rtgsim.policy;

import rtgsim.queue.Kernel;
import rtgsim.scenario.Scenario;
import rtgsim.tree.Field;

/// Reads fields as a program does, for tests that compare them one by one.
public final class FieldProbe {

    private final FieldValues values;

    public FieldProbe(Scenario scenario, Kernel kernel) {
        values = new FieldValues(scenario, kernel);
    }

    public void turnOf(int agent, int tick) {
        values.turnOf(agent, tick);
    }

    public void about(int slot, boolean inCentralQueue) {
        values.about(slot, inCentralQueue);
    }

    public double read(Field field) {
        return values.read(field.ordinal());
    }
}
