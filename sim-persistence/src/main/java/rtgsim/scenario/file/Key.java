package rtgsim.scenario.file;

import org.jspecify.annotations.Nullable;

/// One key of a map: what it takes and what holds when it is left out.
///
/// @param standard the default as YAML; null if there is none
/// @param standardValue the same, read
record Key(
        String name,
        Type type,
        boolean required,
        @Nullable String standard,
        @Nullable Value standardValue,
        Since since) {

    static Key required(String name, Type type) {
        return new Key(name, type, true, null, null, Since.NOW);
    }

    /// With a default.
    static Key optional(String name, Type type, String standard) {
        return new Key(name, type, false, standard, TypedReader.standard(name, type, standard), Since.NOW);
    }

    /// Without a default: leaving it out means something of its own.
    static Key optional(String name, Type type) {
        return new Key(name, type, false, null, null, Since.NOW);
    }

    Key later() {
        return new Key(name, type, required, standard, standardValue, Since.LATER);
    }
}
