package rtgsim.arrivals;

/// A generator of random numbers and the draws made from it. Two generators exist; where the rule book words a draw differently for them, it is abstract here.
///
/// Draws are arithmetic in the order written, with the functions of [StrictMath] or ones that yield the same bits, so that they are the same on every machine.
interface RandomSource {

    /// Uniform below 1; one draw.
    double unit();

    /// Uniform in 0 … `n` − 1; one draw.
    ///
    /// @param n at least 1
    long below(long n);

    /// Exponential with the given mean; one draw.
    double exponential(double mean);

    /// The position of one of `weights`, each as likely as it is heavy; one draw.
    ///
    /// @param total the sum of `weights`, added in their order, greater than 0
    int choice(double[] weights, double total);

    /// Standard normal by Box and Muller; two draws, of which the sine is thrown away.
    default double standardNormal() {
        double radius = StrictMath.sqrt(-2.0 * StrictMath.log(unit()));
        return radius * Cosine.of(2.0 * Math.PI * unit());
    }

    /// Poisson by Knuth's product of uniforms; one draw more than the result.
    ///
    /// @param limit exp(−λ)
    default int poisson(double limit) {
        int count = 0;
        double product = unit();
        while (product > limit) {
            count++;
            product *= unit();
        }
        return count;
    }
}
