package rtgsim.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import rtgsim.engine.EngineFactory;
import rtgsim.engine.JavaEngines;
import rtgsim.scenario.Scenario;

/// The engines of this build: the Java one, and those that are found beside it. All give the same log.
public final class Engines {

    /// Takes the native engine where it runs the scenario and can be had, else the Java one.
    public static final String AUTO = "auto";

    private static final JavaEngines JAVA = new JavaEngines();

    private Engines() {}

    /// Looked for once, and only when an engine is asked for: what one of them loads stays loaded.
    private static final class Found {
        static final List<EngineFactory> BESIDE_JAVA =
                List.copyOf(
                        ServiceLoader.load(EngineFactory.class, Engines.class.getClassLoader()).stream()
                                .map(ServiceLoader.Provider::get)
                                .toList());
    }

    /// The engine of this name for a scenario.
    static EngineFactory choose(String name, Scenario scenario) {
        if (name.equals(JAVA.name())) return JAVA;
        if (name.equals(AUTO)) {
            for (EngineFactory other : Found.BESIDE_JAVA) {
                if (other.beyond(scenario).isEmpty() && other.missing().isEmpty()) return other;
            }
            return JAVA;
        }
        return checked(besideJava(name), scenario);
    }

    /// Refuses a name that no engine has, where it may be that none is asked for.
    static void checkName(String name) {
        if (!name.equals(AUTO) && !name.equals(JAVA.name())) besideJava(name);
    }

    private static EngineFactory besideJava(String name) {
        for (EngineFactory other : Found.BESIDE_JAVA) if (other.name().equals(name)) return other;
        List<String> names = new ArrayList<>(List.of(AUTO, JAVA.name()));
        Found.BESIDE_JAVA.forEach(other -> names.add(other.name()));
        throw new Refused(Refusal.BadArgument.notOneOf("engine", name, names));
    }

    private static EngineFactory checked(EngineFactory engine, Scenario scenario) {
        Optional<String> why = engine.beyond(scenario).or(engine::missing);
        if (why.isEmpty()) return engine;
        throw new Refused(
                new Refusal.BadArgument(
                        "engine",
                        "the engine " + engine.name() + " cannot run this: " + why.get(),
                        "--engine auto takes one that can"));
    }

    /// What of [#AUTO]'s choice is worth a word: that another engine would run the scenario, but cannot be had here.
    public static Optional<String> note(String name, Scenario scenario) {
        if (!name.equals(AUTO)) return Optional.empty();
        for (EngineFactory other : Found.BESIDE_JAVA) {
            if (other.beyond(scenario).isPresent()) continue;
            return other.missing().map(why -> "engine " + JAVA.name() + ": " + why);
        }
        return Optional.empty();
    }

    /// Which engine [#AUTO] takes and why, in one line.
    static Doctor.Check check() {
        for (EngineFactory other : Found.BESIDE_JAVA) {
            Optional<String> missing = other.missing();
            return missing.isEmpty()
                    ? new Doctor.Check(
                            "engine",
                            Doctor.Verdict.GOOD,
                            other.name() + ": " + other.description() + "; " + JAVA.name() + " for all others")
                    : new Doctor.Check("engine", Doctor.Verdict.ABSENT, JAVA.name() + ": " + missing.get());
        }
        return new Doctor.Check("engine", Doctor.Verdict.ABSENT, JAVA.name() + ": this build has no other");
    }
}
