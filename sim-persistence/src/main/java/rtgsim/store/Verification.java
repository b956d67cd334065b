package rtgsim.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What [RunVerifier] found of a stored run.
///
/// @param events in the table
/// @param of events that the run had, or that are known of it
/// @param digest of the stored rows; empty where they are no log
/// @param replayed whether the scenario was run again
/// @param stateHashes of the state that was rebuilt from the rows, by day; empty where none was
/// @param notes what else is worth knowing, a sentence each
public record Verification(
        String simulationId,
        Verdict verdict,
        long events,
        long of,
        String digest,
        boolean replayed,
        @Nullable Difference firstDifference,
        List<String> stateHashes,
        List<String> notes) {

    /// The verdicts.
    public enum Verdict {
        /// All that is stored is what the run made.
        INTACT("intact"),
        /// Of a run that is not sealed: what is stored is its beginning.
        PREFIX("prefix"),
        /// Of a run with gaps: what is stored is what it made, but for what it records as left out.
        INCOMPLETE("incomplete"),
        /// Something was changed.
        DIFFERS("differs");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public Verification {
        stateHashes = List.copyOf(stateHashes);
        notes = List.copyOf(notes);
    }
}
