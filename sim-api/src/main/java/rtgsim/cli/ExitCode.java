package rtgsim.cli;

import rtgsim.app.Refusal;

/// What a command ends with.
final class ExitCode {

    static final int DONE = 0;
    static final int BUG = 1;
    static final int USAGE = 2;
    static final int ASSERTION_FAILED = 3;
    static final int DIFFERS = 4;
    static final int SCENARIO_INVALID = 65;
    static final int NOT_FOUND = 66;
    static final int UNAVAILABLE = 69;
    static final int INVARIANT_VIOLATED = 70;
    static final int CANNOT_WRITE = 73;
    static final int UNREADABLE = 74;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.BadArgument wrong -> USAGE;
            case Refusal.BadRequest wrong -> USAGE;
            case Refusal.IdTaken taken -> USAGE;
            case Refusal.TooBig big -> USAGE;
            case Refusal.ScenarioInvalid invalid -> SCENARIO_INVALID;
            case Refusal.NotFound missing -> NOT_FOUND;
            case Refusal.NotSealed unsealed -> NOT_FOUND;
            case Refusal.BeingWritten busy -> UNAVAILABLE;
            case Refusal.PortTaken taken -> UNAVAILABLE;
            case Refusal.QueueFull full -> UNAVAILABLE;
            case Refusal.Unavailable busy -> UNAVAILABLE;
            case Refusal.InvariantBroken broken -> INVARIANT_VIOLATED;
            case Refusal.CannotWrite unwritable -> CANNOT_WRITE;
            case Refusal.Unreadable damaged -> UNREADABLE;
            case Refusal.Interrupted interrupted -> INTERRUPTED;
        };
    }
}
