package rtgsim.scenario.file;

import org.jspecify.annotations.Nullable;

/// One key of a map: what it takes and what holds when it is left out.
///
/// @param standard the default as YAML; null if there is none
/// @param standardValue the same, read
/// @param meaning in a few words, with its unit
/// @param leftOut what holds when it is left out, in words; empty where `standard` says it
record Key(
        String name,
        Type type,
        boolean required,
        @Nullable String standard,
        @Nullable Value standardValue,
        String meaning,
        String leftOut) {

    static Key required(String name, Type type) {
        return new Key(name, type, true, null, null, "", "");
    }

    /// With a default.
    static Key optional(String name, Type type, String standard) {
        return new Key(name, type, false, standard, TypedReader.standard(name, type, standard), "", "");
    }

    /// Without a default: leaving it out means something of its own.
    static Key optional(String name, Type type) {
        return new Key(name, type, false, null, null, "", "");
    }

    Key means(String text) {
        return new Key(name, type, required, standard, standardValue, text, leftOut);
    }

    Key leftOut(String text) {
        return new Key(name, type, required, standard, standardValue, meaning, text);
    }
}
