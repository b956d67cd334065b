package rtgsim.store;

import org.jspecify.annotations.Nullable;

/// The first place where what is stored is not what it should be.
///
/// @param kind what happened to it
/// @param seq of the event, or null where it is no event
/// @param table of the database; `file`, `manifest` or `seal` for what stands around it
/// @param row which one, as `column=value`, in a table that is not the events; null elsewhere
/// @param attribute a column, or a key of an event's details; `row` where a whole row is meant
/// @param expected null if nothing should be there
/// @param found null if nothing is there
public record Difference(
        Kind kind,
        @Nullable Long seq,
        String table,
        @Nullable String row,
        String attribute,
        @Nullable String expected,
        @Nullable String found) {

    /// What can happen to a row.
    public enum Kind {
        CHANGED("changed"),
        MISSING("missing"),
        INSERTED("inserted"),
        MOVED("moved"),
        CUT("cut");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    static Difference of(String table, String attribute, @Nullable String expected, @Nullable String found) {
        return new Difference(Kind.CHANGED, null, table, null, attribute, expected, found);
    }

    static Difference ofEvent(
            Kind kind, long seq, String attribute, @Nullable String expected, @Nullable String found) {
        return new Difference(kind, seq, "events", null, attribute, expected, found);
    }
}
