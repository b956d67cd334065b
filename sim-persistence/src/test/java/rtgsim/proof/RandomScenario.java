package rtgsim.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A scenario file with its payments file, made from a seed: small, and with any of what the reader knows. Amounts come in a few sizes, so that balances meet them
/// to the cent.
final class RandomScenario {

    /// Ids that languages write, order and change the case of in their own ways.
    private static final List<String> IDS = List.of("BANK_I", "bank_i", "İŞ", "ıI", "ä 😀", "بنك", "٣", "NO");

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final List<String> ids;
    private final boolean hasPopulation;
    private final boolean sharesOneStream;
    private final int ticksPerDay;
    private final int numDays;
    private final long unit;
    private final int wealth;

    private RandomScenario(long seed) {
        random = new Random(seed);
        ids = IDS.subList(0, 2 + random.nextInt(IDS.size() - 1));
        hasPopulation = random.nextInt(4) == 0;
        sharesOneStream = !hasPopulation && random.nextInt(4) == 0;
        ticksPerDay = 1 + random.nextInt(20);
        numDays = 1 + random.nextInt(3);
        unit = random.nextInt(4) == 0 ? 1_000_000_007L : 1 + random.nextInt(50);
        wealth = random.nextBoolean() ? 3 : 12;
        scenario(seed);
    }

    /// Writes `<seed>.yaml` and `<seed>.csv`.
    static Path write(long seed, Path folder) throws IOException {
        RandomScenario scenario = new RandomScenario(seed);
        Files.writeString(folder.resolve(seed + ".csv"), scenario.payments());
        return Files.writeString(folder.resolve(seed + ".yaml"), scenario.text);
    }

    private void scenario(long seed) {
        line("name: world-" + seed);
        line("simulation:");
        line("  ticks_per_day: " + ticksPerDay);
        line("  num_days: " + numDays);
        line("  rng_seed: " + random.nextLong(Long.MAX_VALUE));
        line("  rng: " + (sharesOneStream ? "xorshift64star" : "per_agent"));
        line("  deadline_cap: " + pick("none", "end_of_day", "end_of_run"));
        line("  opening_time: " + pick("07:00", "00:00:01"));
        line("  closing_time: " + pick("18:00", "23:59:59"));
        line("  business_days: " + pick("consecutive", "weekdays"));
        line("payments_file: { path: " + seed + ".csv }");
        line("agents:");
        for (String id : ids) agent(id);
        if (hasPopulation) population();
        line("lsm_config:");
        line(
                "  algorithms: "
                        + pick(
                                "[]",
                                "[bilateral]",
                                "[cycles]",
                                "[cycles, bilateral]",
                                "[bilateral, cycles]",
                                "[multilateral]",
                                "[all_or_nothing, multilateral, optimal]"));
        line("  every_ticks: " + (1 + random.nextInt(3)));
        line("  max_cycle_length: " + (3 + random.nextInt(4)));
        line("  cycle_work: " + pick("7", "1_000_000"));
        line("rtgs:");
        line("  discipline: " + pick("bypass", "fifo"));
        line("  entry_offsetting: " + pick("none", "simple", "extended"));
        line("  deferred_crediting: " + pick("false", "false", "true"));
        line("  internal_queue_order: " + pick("fifo", "priority_deadline"));
        line("  unsettled_at_close: " + pick("carry", "reject"));
        if (random.nextBoolean()) {
            line(
                    "  priority_escalation: { start_ticks_before_deadline: "
                            + below(6)
                            + ", max_boost: "
                            + below(10)
                            + " }");
        }
        costs();
        line("log: { holds: " + pick("every_tick", "on_change") + " }");
        line("scenario_events:");
        for (int i = 1 + random.nextInt(8); i > 0; i--) line("  - { " + scheduled() + " }");
    }

    private void agent(String id) {
        long cap = money(wealth);
        line("  - id: " + quoted(id));
        line("    opening_balance: " + money(wealth));
        line("    unsecured_cap: " + cap);
        line("    max_collateral_capacity: " + unit * 20);
        line("    posted_collateral: " + money(20));
        line("    collateral_haircut: " + pick("0", "0.1", "0.333333", "1"));
        if (random.nextInt(3) == 0) {
            line("    liquidity_pool: " + money(20));
            line("    liquidity_allocation_fraction: " + pick("1", "0.5", "0.333333"));
        }
        if (random.nextInt(3) == 0) limits(id);
        if (random.nextInt(3) == 0) {
            line("    reservations: { highly_urgent: " + money(3) + ", urgent: " + money(3) + " }");
        }
        line("    policy: " + policy());
        if (random.nextInt(4) > 0) {
            line("    arrivals:");
            flow("      ", "rate_per_tick: ", random.nextDouble(1.5), id);
        }
    }

    private void limits(String id) {
        List<String> bilateral = new ArrayList<>();
        for (String other : ids) {
            if (!other.equals(id) && random.nextBoolean()) bilateral.add(quoted(other) + ": " + money(12));
        }
        line("    limits:");
        line("      bilateral: { " + String.join(", ", bilateral) + " }");
        if (random.nextBoolean()) line("      multilateral: " + money(20));
        line("      bind: " + pick("normal", "all"));
    }

    private void population() {
        line("population:");
        line("  count: " + (2 + random.nextInt(20)));
        line("  id: \"POP_%03d\"");
        line("  size: { distribution: zipf, exponent: " + pick("0", "1.1", "0.7") + " }");
        line("  opening_balance_total: " + money(40));
        line("  unsecured_cap_total: " + money(20));
        line("  policy: " + policy());
        line("  arrivals:");
        flow("    ", "rate_per_tick_total: ", random.nextDouble(6), null);
    }

    private void flow(String indent, String rateKey, double rate, @Nullable String id) {
        line(indent + "- " + rateKey + rate);
        line(indent + "  amount: " + amount());
        int least = 1 + random.nextInt(5);
        line(indent + "  deadline_range: [" + least + ", " + (least + random.nextInt(20)) + "]");
        line(indent + "  divisible: " + random.nextBoolean());
        line(
                indent
                        + "  priority: "
                        + pick(
                                "{ type: fixed, value: 9 }",
                                "{ type: uniform, min: 0, max: 10 }",
                                "{ type: categorical, weights: { 2: 0.7, 8: 0.3 } }"));
        if (ticksPerDay > 1 && random.nextBoolean()) line(indent + "  profile: { 0: 0.5, " + ticksPerDay / 2 + ": 2 }");
        if (id == null || random.nextBoolean()) return;
        List<String> weights = new ArrayList<>();
        for (String other : ids) if (!other.equals(id)) weights.add(quoted(other) + ": " + (0.1 + random.nextDouble()));
        line(indent + "  counterparty_weights: { " + String.join(", ", weights) + " }");
    }

    private String amount() {
        long mean = unit * 4;
        return switch (random.nextInt(7)) {
            case 0 -> "{ type: constant, value: " + mean + " }";
            case 1 -> "{ type: uniform, min: 1, max: " + 2 * mean + " }";
            case 2 -> "{ type: empirical, values: [" + unit + ", " + 2 * unit + ", " + mean + "] }";
            case 3 -> "{ type: normal, mean: " + mean + ", std_dev: " + unit + " }";
            case 4 -> "{ type: log_normal, mean: " + mean + ", std_dev: " + mean + ", max: " + 9 * mean + " }";
            case 5 ->
                    sharesOneStream
                            ? "{ type: exponential, mean: " + mean + " }"
                            : "{ type: log_normal, median: " + mean + ", sigma: 1.5, min: 1, max: " + 9 * mean + " }";
            default -> "{ type: exponential, mean: " + mean + ", min: " + unit + ", max: " + 9 * mean + " }";
        };
    }

    private String policy() {
        return switch (random.nextInt(5)) {
            case 0 -> "{ type: deadline, urgency_threshold: " + random.nextInt(6) + " }";
            case 1 -> "{ type: liquidity_aware, target_buffer: " + money(4) + ", urgency_threshold: 2 }";
            case 2 -> "{ type: liquidity_splitting, max_splits: 4, min_split_amount: " + unit + " }";
            default -> "{ type: fifo }";
        };
    }

    private void costs() {
        line("cost_rates:");
        line("  overdraft_bps_per_tick: " + pick("0", "0.5", "12.345678901"));
        line("  collateral_cost_per_tick_bps: " + pick("0", "0.25"));
        line("  liquidity_cost_per_tick_bps: " + pick("0", "1.5"));
        line("  delay_cost_per_tick_per_cent: " + pick("0", "0.0001", "0.123456789"));
        line("  priority_delay_multipliers: { urgent: 1.5, low: 0.5 }");
        line("  overdue_delay_multiplier: " + pick("1", "5", "1.001"));
        line("  delay_cost_queues: " + pick("both", "internal"));
        line("  deadline_penalty: " + pick("17", "{ bps: 7.5 }"));
        line("  split_friction_cost: 3");
        line("  eod_penalty: 11");
    }

    private String scheduled() {
        int start = random.nextInt(ticksPerDay * numDays);
        String at =
                ", at: "
                        + (random.nextBoolean()
                                ? start
                                : "{ start: " + start + ", every: 2, until: " + (start + 5) + " }");
        int first = random.nextInt(ids.size());
        String agent = quoted(ids.get(first));
        String other = quoted(ids.get((first + 1 + random.nextInt(ids.size() - 1)) % ids.size()));
        String amount = ", amount: " + unit * (1 + random.nextInt(9));
        return switch (random.nextInt(11)) {
            case 0 ->
                    "type: custom_transaction, sender: "
                            + agent
                            + ", receiver: "
                            + other
                            + amount
                            + ", deadline_offset: 3, divisible: true"
                            + at;
            case 1 -> "type: direct_transfer, sender: CENTRAL_BANK, receiver: " + other + amount + at;
            case 2 -> "type: direct_transfer, sender: " + agent + ", receiver: " + other + amount + at;
            case 3 -> "type: collateral_adjustment, agent: " + agent + amount + at;
            case 4 -> "type: collateral_adjustment, agent: " + agent + amount.replace(": ", ": -") + at;
            case 5 -> "type: global_arrival_rate, multiplier: " + random.nextDouble(3) + at;
            case 6 -> "type: agent_arrival_rate, agent: " + agent + ", multiplier: " + random.nextDouble(3) + at;
            case 7 -> "type: counterparty_weight, agent: " + agent + ", counterparty: " + other + ", weight: 3" + at;
            case 8 -> "type: deadline_window, min: 1, max: " + below(9) + at;
            case 9 -> "type: credit_limit, agent: " + agent + ", unsecured_cap: " + money(9) + at;
            default ->
                    random.nextBoolean()
                            ? "type: policy_change, agent: " + agent + ", policy: " + policy() + at
                            : "type: agent_outage, agent: " + agent + ", from: " + start + ", until: " + (start + 3);
        };
    }

    private String payments() {
        StringBuilder rows = new StringBuilder("tick,sender,receiver,amount,priority\n");
        for (int i = random.nextInt(30); i > 0; i--) {
            int sender = random.nextInt(ids.size());
            int receiver = (sender + 1 + random.nextInt(ids.size() - 1)) % ids.size();
            rows.append(random.nextInt(ticksPerDay * numDays))
                    .append(',')
                    .append(ids.get(sender))
                    .append(',')
                    .append(ids.get(receiver))
                    .append(',')
                    .append(unit * (1 + random.nextInt(10)))
                    .append(',')
                    .append(random.nextInt(11))
                    .append('\n');
        }
        return rows.toString();
    }

    private long money(int units) {
        return unit * random.nextInt(units);
    }

    private int below(int bound) {
        return 1 + random.nextInt(bound);
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String quoted(String id) {
        return '"' + id + '"';
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
