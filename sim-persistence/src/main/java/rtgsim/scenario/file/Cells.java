package rtgsim.scenario.file;

import org.jspecify.annotations.Nullable;

/// The row of a file that was read last, whatever kind of file it is.
public interface Cells {

    /// Stands for a cell that holds no integer of 64 bits; nothing in a payments file is that small.
    long NO_INTEGER = Long.MIN_VALUE;

    int count();

    boolean isEmpty(int column);

    /// The value of a cell as an integer, or [#NO_INTEGER].
    long integer(int column);

    /// The text of a cell, or null if it is not UTF-8.
    @Nullable String text(int column);

    /// Reports a problem of a cell, or of the row for column −1.
    void report(ProblemCode code, int column, String message, @Nullable String hint);
}
