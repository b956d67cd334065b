package rtgsim.ledger;

/// Something that must always hold did not: the run ends at once, since nothing after it could be trusted.
public final class InvariantViolated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvariantViolated(String message) {
        super(message);
    }

    public InvariantViolated(String message, Throwable cause) {
        super(message, cause);
    }

    /// Ends the run unless `holds`.
    public static void check(boolean holds, String invariant) {
        if (!holds) throw new InvariantViolated("invariant violated: " + invariant);
    }
}
