package rtgsim.app;

/// What a run had to reach, and whether it did.
///
/// @param assertion as it is written
/// @param seen the value of its measure
public record Verdict(String assertion, boolean holds, Number seen) {}
