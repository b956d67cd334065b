package rtgsim.ffm;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.engine.Engine;
import rtgsim.engine.EngineFactory;
import rtgsim.engine.Mechanism;
import rtgsim.event.ChunkExchange;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// Makes native engines, for scenarios that ask for none of the mechanisms that only Java has so far.
public final class NativeEngines implements EngineFactory {

    /// For measurements: `in_place` or `staged`.
    private static final String HANDOVER_PROPERTY = "rtgsim.native.handover";

    private static final EnumSet<Mechanism> KNOWN =
            EnumSet.of(Mechanism.BILATERAL_OFFSETTING, Mechanism.REJECT_AT_CLOSE);

    private final Handover handover;
    private @Nullable NativeLibrary library;
    private @Nullable Unusable unusable;

    public NativeEngines() {
        this(Handover.valueOf(System.getProperty(HANDOVER_PROPERTY, Handover.STAGED.name()).toUpperCase(Locale.ROOT)));
    }

    NativeEngines(Handover handover) {
        this.handover = handover;
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public synchronized Optional<String> missing() {
        if (library == null && unusable == null) {
            try {
                ClassLoader classes = NativeEngines.class.getClassLoader();
                library =
                        NativeLibrary.load(
                                PackedLibrary.ofClassPath(classes), LibraryFolder.candidates(System.getenv()));
            } catch (Unusable reason) {
                unusable = reason;
            }
        }
        return Optional.ofNullable(unusable).map(Unusable::reason);
    }

    @Override
    public Optional<String> beyond(Scenario scenario) {
        Set<Mechanism> unknown = Mechanism.of(scenario);
        unknown.removeAll(KNOWN);
        if (unknown.isEmpty()) return Optional.empty();
        return Optional.of(
                "the native engine does not know "
                        + unknown.stream().map(Mechanism::label).collect(Collectors.joining(", "))
                        + " yet");
    }

    @Override
    public String description() {
        Optional<String> missing = missing();
        return missing.isPresent()
                ? missing.get()
                : "the engine in native code, from "
                        + loaded().file()
                        + ", for scenarios without "
                        + EnumSet.complementOf(KNOWN).stream().map(Mechanism::label).collect(Collectors.joining(", "));
    }

    @Override
    public Engine create(Scenario scenario, AgentOrder order, ArrivalSource arrivals, ChunkExchange exchange) {
        missing()
                .ifPresent(reason -> {
                    throw new IllegalStateException(reason);
                });
        beyond(scenario)
                .ifPresent(reason -> {
                    throw new IllegalArgumentException(reason);
                });
        return new NativeEngine(loaded(), handover, scenario, order, arrivals, exchange);
    }

    synchronized NativeLibrary loaded() {
        if (library == null) throw new IllegalStateException("the library is not loaded");
        return library;
    }
}
