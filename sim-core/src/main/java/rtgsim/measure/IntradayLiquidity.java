package rtgsim.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// The tools by which supervisors watch intraday liquidity, for each agent and day: Basel Committee on Banking Supervision, *Monitoring tools for intraday liquidity
/// management* (BCBS 248), April 2013.
///
/// `docs/measures.md` says what each is here and which of them a simulation cannot give. Positions are looked at after every settlement and offset, not at the end
/// of ticks.
public final class IntradayLiquidity implements LogReading {

    private static final int REPORTED = 3;

    /// One day of one agent; minor units.
    ///
    /// @param largestNegative the most that it had sent more than received since the start of the day; A(i)
    /// @param largestPositive the most that it had received more than sent
    /// @param availableAtStart balance, what is allocated from the pool, and credit line, when the day begins; A(ii)
    /// @param sent A(iii)
    /// @param received A(iii)
    /// @param dueCount transactions with a deadline within the day; A(iv)
    /// @param inTimeCount of these, settled by their deadline
    /// @param throughput share of what it sent in the day that had settled by the end of each hour; C(i), zeros if it sent nothing
    public record Day(
            int day,
            long largestNegative,
            long largestPositive,
            long availableAtStart,
            long sent,
            long received,
            long dueCount,
            long dueValue,
            long inTimeCount,
            long inTimeValue,
            List<Double> throughput) {}

    /// The three most telling days of a run, and the mean of all.
    public record Summary(List<Long> extremes, double average) {}

    /// What an agent would report for a run as it does for a month.
    ///
    /// @param hours the ends of the hours that `averageThroughput` is for: `08:00`
    /// @param averageThroughput over the days on which it sent something
    public record Report(
            Summary largestNegative,
            Summary largestPositive,
            Summary availableAtStart,
            Summary sent,
            Summary received,
            Summary inTimeValue,
            Summary failedValue,
            long dueCount,
            long failedCount,
            List<String> hours,
            List<Double> averageThroughput,
            List<Day> days) {

        /// The same without the single days.
        public Report withoutDays() {
            return new Report(
                    largestNegative,
                    largestPositive,
                    availableAtStart,
                    sent,
                    received,
                    inTimeValue,
                    failedValue,
                    dueCount,
                    failedCount,
                    hours,
                    averageThroughput,
                    List.of());
        }
    }

    private final LogMeasures log;
    private final FurtherMeasures further;
    private final CreditLines credit;
    private final int agents;
    private final int ticksPerDay;

    // Of the day that is read.
    private int day = -1;
    private final long[] net;

    // By day and agent.
    private final long[] negative;
    private final long[] positive;
    private final long[] available;
    private final long[] sent;
    private final long[] received;
    private int days;

    /// Reads along with `log`, which has not begun; `further` does too.
    public IntradayLiquidity(LogMeasures log, FurtherMeasures further, Scenario scenario) {
        this.log = log;
        this.further = further;
        credit = new CreditLines(scenario, new AgentOrder(scenario));
        agents = log.agents();
        ticksPerDay = scenario.simulation().ticksPerDay();
        net = new long[agents];
        int size = Math.multiplyExact(agents, scenario.simulation().numDays());
        negative = new long[size];
        positive = new long[size];
        available = new long[size];
        sent = new long[size];
        received = new long[size];
        log.tell(this);
    }

    private void advance(int tick) {
        while (day < tick / ticksPerDay) {
            if (day >= 0) credit.advance((day + 1) * ticksPerDay - 1);
            day++;
            Arrays.fill(net, 0);
            for (int agent = 0; agent < agents; agent++) {
                available[day * agents + agent] = Math.addExact(log.balance(agent), credit.of(agent));
            }
        }
    }

    @Override
    public void tickBegins(int tick) {
        advance(tick);
    }

    @Override
    public void transferred(int agent, long amount, boolean ofPool) {
        // The first tick of a day allocates before anything else; what is returned in the last one is sent.
        if (ofPool && amount > 0) available[day * agents + agent] += amount;
    }

    @Override
    public void moved(int agent, long sentNow, long receivedNow, int tick) {
        int at = day * agents + agent;
        sent[at] = Math.addExact(sent[at], sentNow);
        received[at] = Math.addExact(received[at], receivedNow);
        net[agent] = Math.addExact(net[agent], Math.subtractExact(receivedNow, sentNow));
        negative[at] = Math.max(negative[at], -net[agent]);
        positive[at] = Math.max(positive[at], net[agent]);
    }

    @Override
    public void collateral(int agent, long newTotal) {
        credit.collateral(agent, newTotal);
    }

    @Override
    public void ended(int ticksDone) {
        advance(ticksDone - 1);
        days = day + 1;
    }

    /// The report of an agent, after the end of the log.
    public Report of(int agent) {
        List<Day> all = new ArrayList<>();
        FurtherMeasures.Due[] due = further.due(agent, days);
        double[][] shares = further.throughputOfDays(agent, days);
        double[] average = new double[further.hours().size()];
        int busy = 0;
        for (int d = 0; d < days; d++) {
            int at = d * agents + agent;
            if (sent[at] > 0) {
                busy++;
                for (int hour = 0; hour < average.length; hour++) average[hour] += shares[d][hour];
            }
            all.add(
                    new Day(
                            d,
                            negative[at],
                            positive[at],
                            available[at],
                            sent[at],
                            received[at],
                            due[d].count,
                            due[d].value,
                            due[d].inTimeCount,
                            due[d].inTimeValue,
                            Arrays.stream(shares[d]).boxed().toList()));
        }
        for (int hour = 0; busy > 0 && hour < average.length; hour++) average[hour] /= busy;
        return new Report(
                largest(all, Day::largestNegative),
                largest(all, Day::largestPositive),
                smallest(all, Day::availableAtStart),
                largest(all, Day::sent),
                largest(all, Day::received),
                largest(all, Day::inTimeValue),
                largest(all, row -> row.dueValue() - row.inTimeValue()),
                all.stream().mapToLong(Day::dueCount).sum(),
                all.stream().mapToLong(row -> row.dueCount() - row.inTimeCount()).sum(),
                further.hours(),
                Arrays.stream(average).boxed().toList(),
                all);
    }

    private static Summary largest(List<Day> days, ToLongFunction<Day> figure) {
        List<Long> sorted = days.stream().mapToLong(figure).sorted().boxed().toList().reversed();
        return summary(sorted);
    }

    private static Summary smallest(List<Day> days, ToLongFunction<Day> figure) {
        return summary(days.stream().mapToLong(figure).sorted().boxed().toList());
    }

    private static Summary summary(List<Long> sorted) {
        double average = sorted.stream().mapToLong(Long::longValue).average().orElse(0);
        return new Summary(List.copyOf(sorted.subList(0, Math.min(REPORTED, sorted.size()))), average);
    }
}
