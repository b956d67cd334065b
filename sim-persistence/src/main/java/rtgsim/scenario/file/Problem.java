package rtgsim.scenario.file;

import org.jspecify.annotations.Nullable;

/// One thing wrong with a scenario, and where.
///
/// Lines and columns count from 1, columns and `length` in characters (code points). Line 0 is that of a flag: `file` is then the flag as it was given, and
/// `sourceLine` what follows its name.
///
/// @param code of [ProblemCode], like `S0112`
/// @param pointer to the value in the tree, as a JSON pointer (RFC 6901)
/// @param hint a suggestion and what is allowed
/// @param sourceLine the line the problem is on; of a long line the part that [Source#excerpt] shows
public record Problem(
        String code,
        String file,
        int line,
        int column,
        int length,
        String pointer,
        String message,
        @Nullable String hint,
        String sourceLine) {}
