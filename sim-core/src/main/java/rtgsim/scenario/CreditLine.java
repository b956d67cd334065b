package rtgsim.scenario;

/// What posted collateral is worth as intraday credit.
public final class CreditLine {

    /// A haircut counts in millionths.
    public static final int HAIRCUT_UNIT = 1_000_000;

    private CreditLine() {}

    /// ⌊posted × (10⁶ − haircut) ÷ 10⁶⌋, exact for every `posted`.
    public static long collateralValue(long posted, int haircutMicros) {
        return share(posted, HAIRCUT_UNIT - haircutMicros);
    }

    /// ⌊amount × micros ÷ 10⁶⌋, exact for every non-negative amount and micros up to 10⁶.
    static long share(long amount, int micros) {
        return amount / HAIRCUT_UNIT * micros + amount % HAIRCUT_UNIT * micros / HAIRCUT_UNIT;
    }

    /// The least collateral whose value covers `need`: ⌈need × 10⁶ ÷ (10⁶ − haircut)⌉. With a haircut of 1 no collateral covers anything, and all of
    /// `posted` is kept as soon as there is a need.
    public static long collateralFor(long need, int haircutMicros, long posted) {
        if (need <= 0) return 0;
        long kept = (long) HAIRCUT_UNIT - haircutMicros;
        if (kept == 0) return posted;
        long whole = Math.multiplyExact(need / kept, HAIRCUT_UNIT);
        return Math.addExact(whole, Math.ceilDiv(need % kept * HAIRCUT_UNIT, kept));
    }
}
