package rtgsim.scenario;

import java.math.BigInteger;
import java.util.List;

/// Agents made by rule: their rate, opening balance and weight as a receiver follow their size.
///
/// Agent `k` of 0 … `count` − 1 has size max(1, round(10⁹ × (k + 1)^−exponent)).
///
/// @param idPattern text with one `%0Nd`, which becomes `k` in N digits
/// @param exponent of Zipf's law; 0 makes all alike
/// @param openingBalanceTotal minor units, of all together
/// @param arrivals flows of all together: `ratePerTick` is the total, and there are no weights
public record Population(
        int count,
        String idPattern,
        double exponent,
        long openingBalanceTotal,
        long unsecuredCapTotal,
        Policy policy,
        List<Flow> arrivals) {

    private static final double SIZE_UNIT = 1e9;

    public Population {
        Refuse.outside(count, 2, Scenario.AGENTS_MAX, "count");
        Refuse.notANumber(exponent, "size.exponent");
        Refuse.negative(openingBalanceTotal, "opening_balance_total");
        Refuse.negative(unsecuredCapTotal, "unsecured_cap_total");
        arrivals = List.copyOf(arrivals);
        for (Flow flow : arrivals) {
            Refuse.unless(
                    flow.counterpartyWeights().isEmpty(),
                    "a flow of a population must not have counterparty_weights",
                    flow.counterpartyWeights());
        }
        int digits = digitsOf(idPattern);
        Refuse.unless(
                digits > 6 || count <= Math.powExact(10, digits),
                "count must be at most 10^" + digits + ", as " + idPattern + " has " + digits + " digits",
                count);
        Agent.checkId(idOf(idPattern, digits, 0));
    }

    /// The id of agent `k`.
    public String id(int k) {
        return idOf(idPattern, digitsOf(idPattern), k);
    }

    /// Whether `id` is one of this population's.
    public boolean hasId(String id) {
        int digits = digitsOf(idPattern);
        int from = idPattern.indexOf("%0");
        if (id.length() != id(0).length()) return false;
        int k = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9) return false;
            k = (int) Math.min(count, 10L * k + digit);
        }
        return k < count && id.equals(id(k));
    }

    /// The size of each agent.
    public long[] sizes() {
        long[] sizes = new long[count];
        for (int k = 0; k < count; k++) {
            sizes[k] = Math.max(1, Math.round(SIZE_UNIT * StrictMath.pow(k + 1, -exponent)));
        }
        return sizes;
    }

    /// Shares of a total by size: ⌊total × size ÷ Σ sizes⌋ each, and what is left over for agent 0.
    public static long[] shares(long total, long[] sizes) {
        long sum = 0;
        for (long size : sizes) sum = Math.addExact(sum, size);
        long[] shares = new long[sizes.length];
        long left = total;
        BigInteger whole = BigInteger.valueOf(total);
        BigInteger divisor = BigInteger.valueOf(sum);
        for (int k = 0; k < sizes.length; k++) {
            shares[k] = whole.multiply(BigInteger.valueOf(sizes[k])).divide(divisor).longValueExact();
            left -= shares[k];
        }
        shares[0] += left;
        return shares;
    }

    private static String idOf(String pattern, int digits, int k) {
        int from = pattern.indexOf("%0");
        int until = pattern.indexOf('d', from) + 1;
        String number = Integer.toString(k);
        return pattern.substring(0, from) + "0".repeat(digits - number.length()) + number + pattern.substring(until);
    }

    /// The N of the pattern's one `%0Nd`.
    private static int digitsOf(String pattern) {
        int from = pattern.indexOf("%0");
        int until = from < 0 ? -1 : pattern.indexOf('d', from);
        boolean one =
                until > from + 2
                        && until <= from + 4
                        && pattern.indexOf('%', from + 1) < 0
                        && pattern.substring(from + 2, until).chars().allMatch(c -> c >= '0' && c <= '9');
        int digits = one ? Integer.parseInt(pattern.substring(from + 2, until)) : 0;
        Refuse.unless(digits >= 1 && digits <= 18, "id must hold one %0Nd, N from 1 to 18", "'" + pattern + "'");
        return digits;
    }
}
