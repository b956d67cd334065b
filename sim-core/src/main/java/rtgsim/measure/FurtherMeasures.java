package rtgsim.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import rtgsim.event.RunHeader;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// The measures of a run that its engine does not keep: how delays are spread, how far liquidity went, what settled what, gridlock, throughput.
///
/// `docs/measures.md` defines each, with its source. It reads along with a [LogMeasures] and works everything out when asked, from a row per transaction.
public final class FurtherMeasures implements LogReading {

    /// What has no end, such as a median that was not reached, is infinite.
    private static final double NEVER = Double.POSITIVE_INFINITY;

    private static final byte NO_PAYMENT = 0;
    private static final byte WAITS = 1;
    private static final byte SETTLED = 2;
    private static final byte DROPPED = 3;

    private static final List<String> GRIDLOCK =
            List.of("queued_ticks", "gridlock_episodes", "gridlock_ticks", "deadlock_ticks");

    /// Those that an agent has too.
    public static final List<String> NAMES_OF_AGENT = namesOfAgent();

    /// All of them.
    public static final List<String> NAMES = Stream.concat(NAMES_OF_AGENT.stream(), GRIDLOCK.stream()).toList();

    /// What settled in the ticks that begin in an hour of local time.
    ///
    /// @param from the hour, `07:00`; the first and the last one may be cut by opening and closing
    /// @param cumulativeShare of the value that settled in the run, until the end of the hour
    public record Hour(String from, long value, long count, double cumulativeShare) {}

    private final LogMeasures log;
    private final RunHeader header;
    private final Gridlocks gridlocks;
    private final Hours hours;
    private final int ticksPerDay;

    // One row per transaction, by its number.
    private byte[] family = new byte[1_024];
    private int[] familyTick = new int[1_024];
    private byte[] by = new byte[1_024];
    private int[] settledTick = new int[1_024];

    // What each agent would have sent less received if all settled on arrival.
    private final long[] outflow;
    private final long[] outflowMax;
    private final long[] closingOutflowMax;
    private int day;

    /// What each agent sent in offsets and was paid with what it received in them.
    private final long[] liquiditySaved;

    private int ticksDone;
    private int[] bySender = {};
    private int[] firstOfSender = {};

    /// Reads along with `log`, which has not begun.
    public FurtherMeasures(LogMeasures log, RunHeader header, Scenario scenario) {
        this.log = log;
        this.header = header;
        gridlocks = new Gridlocks(log, scenario, new AgentOrder(scenario));
        hours = new Hours(scenario.simulation());
        ticksPerDay = header.ticksPerDay();
        outflow = new long[log.agents()];
        outflowMax = new long[log.agents()];
        closingOutflowMax = new long[log.agents()];
        liquiditySaved = new long[log.agents()];
        log.tell(this);
        log.tell(gridlocks);
    }

    private static List<String> namesOfAgent() {
        List<String> names =
                new ArrayList<>(
                        List.of(
                                "median_delay_ticks",
                                "p95_delay_ticks",
                                "censored_count",
                                "mean_delay_censored_ticks",
                                "median_delay_censored_ticks",
                                "delay_indicator",
                                "liquidity_lower_bound",
                                "liquidity_upper_bound",
                                "liquidity_used_turnover",
                                "opening_balance_turnover"));
        names.addAll(SettledValues.NAMES);
        for (Mechanism mechanism : Mechanism.values()) names.add(mechanism.label() + "_value_share");
        for (Mechanism mechanism : Mechanism.values()) names.add(mechanism.label() + "_count_share");
        return List.copyOf(names);
    }

    @Override
    public void arrived(int tx, int tick) {
        grow(tx);
        family[tx] = WAITS;
        closeDaysUntil(tick / ticksPerDay);
        int sender = log.sender(tx);
        int receiver = log.receiver(tx);
        outflow[sender] = Math.addExact(outflow[sender], log.amount(tx));
        outflow[receiver] = Math.subtractExact(outflow[receiver], log.amount(tx));
        outflowMax[sender] = Math.max(outflowMax[sender], outflow[sender]);
    }

    private void closeDaysUntil(int now) {
        if (day == now) return;
        day = now;
        for (int agent = 0; agent < outflow.length; agent++) {
            closingOutflowMax[agent] = Math.max(closingOutflowMax[agent], outflow[agent]);
        }
    }

    @Override
    public void moved(int agent, long sent, long received, int tick) {
        liquiditySaved[agent] = Math.addExact(liquiditySaved[agent], Math.min(sent, received));
    }

    @Override
    public void settled(int tx, int tick, Mechanism mechanism) {
        grow(tx);
        by[tx] = (byte) (mechanism.ordinal() + 1);
        settledTick[tx] = tick;
    }

    @Override
    public void familySettled(int root, int tick) {
        family[root] = SETTLED;
        familyTick[root] = tick;
    }

    @Override
    public void familyDropped(int root, int tick) {
        family[root] = DROPPED;
        familyTick[root] = tick;
    }

    @Override
    public void ended(int ticks) {
        ticksDone = ticks;
        closeDaysUntil(-1);
        int created = log.created();
        grow(created);
        firstOfSender = new int[log.agents() + 1];
        for (int tx = 1; tx <= created; tx++) if (counts(tx)) firstOfSender[log.sender(tx) + 1]++;
        for (int agent = 0; agent < log.agents(); agent++) firstOfSender[agent + 1] += firstOfSender[agent];
        bySender = new int[firstOfSender[log.agents()]];
        int[] at = firstOfSender.clone();
        for (int tx = 1; tx <= created; tx++) if (counts(tx)) bySender[at[log.sender(tx)]++] = tx;
    }

    private boolean counts(int tx) {
        return family[tx] != NO_PAYMENT || by[tx] != 0;
    }

    private void grow(int tx) {
        if (tx < family.length) return;
        int length = Math.max(tx + 1, family.length * 2);
        family = Arrays.copyOf(family, length);
        familyTick = Arrays.copyOf(familyTick, length);
        by = Arrays.copyOf(by, length);
        settledTick = Arrays.copyOf(settledTick, length);
    }

    /// The measures of the whole system, after the end of the log.
    public Measures system() {
        long lower = 0;
        long upper = 0;
        long used = 0;
        long opening = 0;
        for (int agent = 0; agent < outflow.length; agent++) {
            lower = Math.addExact(lower, closingOutflowMax[agent]);
            upper = Math.addExact(upper, outflowMax[agent]);
            used = Math.addExact(used, log.liquidityUsedMax(agent));
            opening = Math.addExact(opening, Math.max(0, header.openingBalances().get(agent)));
        }
        long saved = 0;
        for (long ofAgent : liquiditySaved) saved = Math.addExact(saved, ofAgent);
        Map<String, Number> byName = measures(0, bySender.length, lower, upper, used, opening, saved);
        byName.put("queued_ticks", gridlocks.queuedTicks);
        byName.put("gridlock_episodes", gridlocks.episodes);
        byName.put("gridlock_ticks", gridlocks.gridlockTicks);
        byName.put("deadlock_ticks", gridlocks.deadlockTicks);
        return new Measures(byName);
    }

    /// The measures of one agent, after the end of the log.
    public Measures of(int agent) {
        return new Measures(
                measures(
                        firstOfSender[agent],
                        firstOfSender[agent + 1],
                        closingOutflowMax[agent],
                        outflowMax[agent],
                        log.liquidityUsedMax(agent),
                        Math.max(0, header.openingBalances().get(agent)),
                        liquiditySaved[agent]));
    }

    /// What settled in each hour from opening to closing, of all days together.
    public List<Hour> throughput() {
        return throughput(0, bySender.length);
    }

    /// Of what the agent sent.
    public List<Hour> throughput(int agent) {
        return throughput(firstOfSender[agent], firstOfSender[agent + 1]);
    }

    private Map<String, Number> measures(
            int from, int until, long lower, long upper, long used, long opening, long saved) {
        int[] settled = new int[until - from];
        int[] censored = new int[until - from];
        int settledCount = 0;
        int censoredCount = 0;
        WideSum waited = new WideSum();
        WideSum most = new WideSum();
        long[] value = new long[Mechanism.values().length];
        long[] count = new long[value.length];
        long allValue = 0;
        long allCount = 0;
        for (int i = from; i < until; i++) {
            int tx = bySender[i];
            if (by[tx] != 0) {
                value[by[tx] - 1] = Math.addExact(value[by[tx] - 1], log.amount(tx));
                count[by[tx] - 1]++;
                allValue = Math.addExact(allValue, log.amount(tx));
                allCount++;
            }
            if (family[tx] == NO_PAYMENT) continue;
            int arrival = log.arrivalTick(tx);
            int close = (int) Math.min(ticksDone, (arrival / ticksPerDay + 1L) * ticksPerDay);
            boolean onItsDay = family[tx] == SETTLED && familyTick[tx] < close;
            waited.addProduct((onItsDay ? familyTick[tx] : close) - arrival, log.amount(tx));
            most.addProduct(close - arrival, log.amount(tx));
            if (family[tx] == SETTLED) settled[settledCount++] = familyTick[tx] - arrival;
            else censored[censoredCount++] = (family[tx] == DROPPED ? familyTick[tx] : ticksDone - 1) - arrival;
        }
        Delays delays = new Delays(Arrays.copyOf(settled, settledCount), Arrays.copyOf(censored, censoredCount));
        Map<String, Number> byName = new LinkedHashMap<>();
        byName.put("median_delay_ticks", delays.percentile(50));
        byName.put("p95_delay_ticks", delays.percentile(95));
        byName.put("censored_count", (long) censoredCount);
        byName.put("mean_delay_censored_ticks", delays.meanWithCensored());
        byName.put("median_delay_censored_ticks", delays.medianWithCensored());
        byName.put("delay_indicator", most.isZero() ? 0.0 : waited.value() / most.value());
        byName.put("liquidity_lower_bound", lower);
        byName.put("liquidity_upper_bound", upper);
        byName.put("liquidity_used_turnover", ratio(allValue, used));
        byName.put("opening_balance_turnover", ratio(allValue, opening));
        byName.putAll(SettledValues.byName(value, saved));
        for (Mechanism mechanism : Mechanism.values()) {
            byName.put(mechanism.label() + "_value_share", share(value[mechanism.ordinal()], allValue));
        }
        for (Mechanism mechanism : Mechanism.values()) {
            byName.put(mechanism.label() + "_count_share", share(count[mechanism.ordinal()], allCount));
        }
        return byName;
    }

    /// Payments of an agent that are due within a day: their deadline is a tick of it but for the first, which is the close of the day before.
    static final class Due {
        long count;
        long value;
        long inTimeCount;
        long inTimeValue;
    }

    /// By day.
    Due[] due(int agent, int days) {
        Due[] due = new Due[days];
        for (int d = 0; d < days; d++) due[d] = new Due();
        for (int i = firstOfSender[agent]; i < firstOfSender[agent + 1]; i++) {
            int tx = bySender[i];
            int deadline = log.deadlineTick(tx);
            if (family[tx] == NO_PAYMENT || deadline % ticksPerDay == 0 || deadline >= ticksDone) continue;
            Due of = due[deadline / ticksPerDay];
            of.count++;
            of.value = Math.addExact(of.value, log.amount(tx));
            if (family[tx] != SETTLED || familyTick[tx] > deadline) continue;
            of.inTimeCount++;
            of.inTimeValue = Math.addExact(of.inTimeValue, log.amount(tx));
        }
        return due;
    }

    /// By day and hour: the share of what the agent sent in the day that had settled by the end of the hour; 0 if it sent nothing.
    double[][] throughputOfDays(int agent, int days) {
        long[][] value = new long[days][hours.count];
        for (int i = firstOfSender[agent]; i < firstOfSender[agent + 1]; i++) {
            int tx = bySender[i];
            if (by[tx] == 0) continue;
            int hour = hours.of(settledTick[tx] % ticksPerDay);
            long[] ofDay = value[settledTick[tx] / ticksPerDay];
            ofDay[hour] = Math.addExact(ofDay[hour], log.amount(tx));
        }
        double[][] shares = new double[days][hours.count];
        for (int d = 0; d < days; d++) {
            long all = 0;
            for (long ofHour : value[d]) all = Math.addExact(all, ofHour);
            long soFar = 0;
            for (int hour = 0; hour < hours.count; hour++) {
                soFar += value[d][hour];
                shares[d][hour] = share(soFar, all);
            }
        }
        return shares;
    }

    /// The ends of the hours of a business day.
    List<String> hours() {
        List<String> ends = new ArrayList<>();
        for (int hour = 1; hour <= hours.count; hour++) ends.add(hours.name(hour));
        return ends;
    }

    private static double ratio(long settled, long liquidity) {
        if (settled == 0) return 0;
        return liquidity == 0 ? NEVER : (double) settled / liquidity;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private List<Hour> throughput(int from, int until) {
        long[] value = new long[hours.count];
        long[] count = new long[hours.count];
        long all = 0;
        for (int i = from; i < until; i++) {
            int tx = bySender[i];
            if (by[tx] == 0) continue;
            int hour = hours.of(settledTick[tx] % ticksPerDay);
            value[hour] = Math.addExact(value[hour], log.amount(tx));
            count[hour]++;
            all = Math.addExact(all, log.amount(tx));
        }
        List<Hour> rows = new ArrayList<>();
        long soFar = 0;
        for (int hour = 0; hour < value.length; hour++) {
            soFar += value[hour];
            rows.add(new Hour(hours.name(hour), value[hour], count[hour], share(soFar, all)));
        }
        return rows;
    }

    /// The hours of local time that a business day touches, and the ticks that begin in each.
    static final class Hours {

        private static final long HOUR_SECONDS = 3_600;

        final int count;
        private final int first;
        private final int[] untilTick;

        Hours(Simulation calendar) {
            long opening = calendar.openingTime().toSecondOfDay();
            long closing = calendar.closingTime().toSecondOfDay();
            first = (int) (opening / HOUR_SECONDS);
            count = (int) Math.ceilDiv(closing, HOUR_SECONDS) - first;
            untilTick = new int[count];
            for (int hour = 0; hour < count; hour++) {
                // The first tick that begins at the end of the hour or later.
                long seconds = Math.min(closing, (first + hour + 1) * HOUR_SECONDS) - opening;
                untilTick[hour] = (int) Math.ceilDiv(seconds * calendar.ticksPerDay(), closing - opening);
            }
        }

        int of(int tickInDay) {
            for (int hour = 0; hour < count; hour++) if (tickInDay < untilTick[hour]) return hour;
            throw new IllegalArgumentException("a tick beyond the day: tickInDay=" + tickInDay);
        }

        String name(int hour) {
            return String.format(Locale.ROOT, "%02d:00", first + hour);
        }
    }
}
