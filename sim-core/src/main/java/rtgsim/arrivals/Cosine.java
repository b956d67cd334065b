package rtgsim.arrivals;

/// The cosine of a full turn, bit for bit that of [StrictMath#cos(double)], without the arrays that one allocates.
///
/// `StrictMath` is by its definition the C library fdlibm 5.3; this is the algorithm of its `s_cos.c`, `k_cos.c`, `k_sin.c` and `e_rem_pio2.c` for the arguments
/// that a normal draw has, with locals for the two parts of the reduced argument. Of fdlibm: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
/// Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
/// notice is preserved.
final class Cosine {

    /// Somewhat more than a turn; what is outside 0 … 7 goes to `StrictMath`.
    private static final double DOMAIN_MAX = 7;

    private static final int HIGH_OF_QUARTER_PI = 0x3fe921fb;
    private static final int HIGH_OF_THREE_QUARTERS_PI = 0x4002d97c;

    /// The high words of π/2, π, 3π/2 and 2π: arguments this near cancel in the first step of the reduction.
    private static final int[] HIGH_OF_HALF_PIS = {0x3ff921fb, 0x400921fb, 0x4012d97c, 0x401921fb};

    private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;

    // π/2 in three parts of 33 bits each, and what each leaves.
    private static final double HALF_PI_1 = 0x1.921fb544p0;
    private static final double HALF_PI_1_REST = 0x1.0b4611a626331p-34;
    private static final double HALF_PI_2 = 0x1.0b4611a6p-34;
    private static final double HALF_PI_2_REST = 0x1.3198a2e037073p-69;
    private static final double HALF_PI_3 = 0x1.3198a2ep-69;
    private static final double HALF_PI_3_REST = 0x1.b839a252049c1p-104;

    private static final double C1 = 0x1.555555555554cp-5;
    private static final double C2 = -0x1.6c16c16c15177p-10;
    private static final double C3 = 0x1.a01a019cb159p-16;
    private static final double C4 = -0x1.27e4f809c52adp-22;
    private static final double C5 = 0x1.1ee9ebdb4b1c4p-29;
    private static final double C6 = -0x1.8fae9be8838d4p-37;

    private static final double S1 = -0x1.5555555555549p-3;
    private static final double S2 = 0x1.111111110f8a6p-7;
    private static final double S3 = -0x1.a01a019c161d5p-13;
    private static final double S4 = 0x1.71de357b1fe7dp-19;
    private static final double S5 = -0x1.ae5e68a2b9cebp-26;
    private static final double S6 = 0x1.5d93a5acfd57cp-33;

    private Cosine() {}

    static double of(double x) {
        if (!(x >= 0 && x <= DOMAIN_MAX)) return StrictMath.cos(x);
        int high = high(x);
        if (high <= HIGH_OF_QUARTER_PI) return cosineNearZero(x, 0);

        // x is n half πs and y + tail, y within a quarter π.
        int n;
        double y;
        double tail;
        if (high < HIGH_OF_THREE_QUARTERS_PI) {
            n = 1;
            double z = x - HALF_PI_1;
            double rest = HALF_PI_1_REST;
            if (high == HIGH_OF_HALF_PIS[0]) {
                z -= HALF_PI_2;
                rest = HALF_PI_2_REST;
            }
            y = z - rest;
            tail = (z - y) - rest;
        } else {
            n = (int) (x * TWO_OVER_PI + 0.5);
            double r = x - n * HALF_PI_1;
            double w = n * HALF_PI_1_REST;
            y = r - w;
            if (high == HIGH_OF_HALF_PIS[n - 1] && bitsLost(high, y) > 16) {
                double t = r;
                w = n * HALF_PI_2;
                r = t - w;
                w = n * HALF_PI_2_REST - ((t - r) - w);
                y = r - w;
                if (bitsLost(high, y) > 49) {
                    t = r;
                    w = n * HALF_PI_3;
                    r = t - w;
                    w = n * HALF_PI_3_REST - ((t - r) - w);
                    y = r - w;
                }
            }
            tail = (r - y) - w;
        }
        return switch (n & 3) {
            case 0 -> cosineNearZero(y, tail);
            case 1 -> -sineNearZero(y, tail);
            case 2 -> -cosineNearZero(y, tail);
            default -> sineNearZero(y, tail);
        };
    }

    private static int high(double x) {
        return (int) (Double.doubleToRawLongBits(x) >> 32);
    }

    /// By how many powers of two `y` is less than what it was subtracted from.
    private static int bitsLost(int highBefore, double y) {
        return (highBefore >> 20) - ((high(y) >> 20) & 0x7ff);
    }

    /// The cosine of x + y, x within a quarter π and y its tail.
    private static double cosineNearZero(double x, double y) {
        int high = high(x) & Integer.MAX_VALUE;
        if (high < 0x3e400000) return 1;
        double z = x * x;
        double r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
        if (high < 0x3fd33333) return 1 - (0.5 * z - (z * r - x * y));
        double quarter = high > 0x3fe90000 ? 0.28125 : Double.longBitsToDouble((high - 0x00200000L) << 32);
        return (1 - quarter) - ((0.5 * z - quarter) - (z * r - x * y));
    }

    /// The sine of x + y, x within a quarter π and y its tail.
    private static double sineNearZero(double x, double y) {
        if ((high(x) & Integer.MAX_VALUE) < 0x3e400000) return x;
        double z = x * x;
        double v = z * x;
        double r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
        return x - ((z * (0.5 * y - v * r) - y) - v * S1);
    }
}
