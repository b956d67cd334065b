package rtgsim.ffm;

import java.util.Optional;
import rtgsim.engine.EngineFactory;
import rtgsim.engine.JavaEngines;

/// A process that does what a door does: takes the native engine if it can be had, else says why not in one line and takes the one in Java, and runs a day.
final class StartOfEngine {

    private StartOfEngine() {}

    public static void main(String[] args) {
        EngineFactory chosen = new NativeEngines();
        Optional<String> missing = chosen.missing();
        if (missing.isPresent()) {
            System.err.println("engine java: " + missing.get());
            chosen = new JavaEngines();
        }
        PlainWorld.Outcome outcome = PlainWorld.alike(10, 2, 42_000).run(chosen::create, PlainWorld::tickByTick);
        System.out.println(chosen.name() + " " + outcome.digest());
    }
}
