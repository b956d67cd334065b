package rtgsim.app;

import org.jspecify.annotations.Nullable;

/// What a run had to reach, and whether it did.
///
/// @param assertion as it is written
/// @param seen the value of its measure, null if it has no end
public record Verdict(String assertion, boolean holds, @Nullable Number seen) {

    /// For people.
    public String seenText() {
        return seen == null ? "without end" : seen.toString();
    }
}
