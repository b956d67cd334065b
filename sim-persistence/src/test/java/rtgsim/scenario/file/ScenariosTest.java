package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.arrivals.Arrivals;
import rtgsim.engine.Engine;
import rtgsim.engine.JavaEngine;
import rtgsim.event.Event;
import rtgsim.event.EventKind;
import rtgsim.event.EventRows;
import rtgsim.event.KeptChunks;
import rtgsim.event.RunHeader;
import rtgsim.event.UnreadChunks;
import rtgsim.measure.Measures;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.AmountDistribution;
import rtgsim.scenario.Flow;
import rtgsim.scenario.Population;
import rtgsim.scenario.Scenario;

/// What the comments of the files in `scenarios/` say is what happens.
class ScenariosTest {

    private static final Path SCENARIOS = Path.of("..", "scenarios");

    /// A finished run, and the text of its file.
    private record Run(String text, Scenario scenario, RunHeader header, List<Event> events, Measures measures) {

        static Run of(String file, String... sets) throws IOException, ScenarioRefused {
            Path path = SCENARIOS.resolve(file);
            Scenario scenario = ScenarioReader.read(path, List.of(sets), null).scenario();
            AgentOrder order = new AgentOrder(scenario);
            KeptChunks kept = new KeptChunks();
            Engine engine = new JavaEngine(scenario, order, Arrivals.of(scenario, order), kept);
            while (!engine.isOver()) engine.runTick();
            engine.finish();
            RunHeader header = Engine.header(scenario, order);
            return new Run(
                    Files.readString(path),
                    scenario,
                    header,
                    new EventRows(header).all(kept.chunks()),
                    engine.measures());
        }

        <E extends Event> List<E> all(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        List<String> comments() {
            return text.lines().filter(line -> line.startsWith("#")).toList();
        }

        /// Each agent's balance after each tick, from the events alone.
        Map<Integer, List<Long>> balances() {
            Map<Integer, List<Long>> byTick = new TreeMap<>();
            long[] balance = header.openingBalances().stream().mapToLong(Long::longValue).toArray();
            int ticks = header.ticksPerDay() * header.numDays();
            int next = 0;
            for (int tick = 0; tick < ticks; tick++) {
                while (next < events.size() && events.get(next).tick() == tick) move(balance, events.get(next++));
                byTick.put(tick, java.util.Arrays.stream(balance).boxed().toList());
            }
            return byTick;
        }

        private void move(long[] balance, Event event) {
            switch (event) {
                case Event.Settlement settled -> {
                    add(balance, settled.senderId(), -settled.amount());
                    add(balance, settled.receiverId(), settled.amount());
                }
                case Event.LsmBilateralOffset offset -> {
                    long net = offset.amountB() - offset.amountA();
                    add(balance, offset.agents().get(0), net);
                    add(balance, offset.agents().get(1), -net);
                }
                case Event.LsmCycleSettlement cycle -> {
                    for (int i = 0; i < cycle.agents().size(); i++) {
                        add(balance, cycle.agents().get(i), cycle.netPositions().get(i));
                    }
                }
                default -> {}
            }
        }

        private void add(long[] balance, String agentId, long amount) {
            int agent = header.agentIds().indexOf(agentId);
            if (agent >= 0) balance[agent] += amount;
        }
    }

    static Stream<String> files() throws IOException {
        try (Stream<Path> paths = Files.list(SCENARIOS)) {
            return paths
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsReadAndBearsTheNameOfItsScenario(String file) throws IOException, ScenarioRefused {
        ScenarioDocument document = ScenarioReader.read(SCENARIOS.resolve(file), List.of(), null);
        assertEquals(file, document.scenario().name() + ".yaml");
        assertFalse(document.scenario().description().isEmpty(), "a ready scenario says in a sentence what it shows");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everySettingThatACommentSuggestsIsAccepted(String file) throws IOException, ScenarioRefused {
        String text = Files.readString(SCENARIOS.resolve(file));
        Matcher setting = Pattern.compile("--set '?([^ ')\n]+)").matcher(text);
        while (setting.find()) ScenarioReader.read(SCENARIOS.resolve(file), List.of(setting.group(1)), null);
    }

    // two-agents

    @Test
    void twoAgentsHasExactlyTheEventsThatItsCommentsDerive() throws IOException, ScenarioRefused {
        assertEquals(
                List.of(
                        "0 Arrival tx 1: A pays B 60, deadline 3",
                        "0 PolicySubmit tx 1",
                        "0 Settlement tx 1: A pays B 60, immediate, waited 0",
                        "1 Arrival tx 2: A pays B 70, deadline 3",
                        "1 PolicySubmit tx 2",
                        "1 QueuedRtgs tx 2: liquidity, shortfall 30",
                        "1 CostAccrual A: delay 1, deadline 0, close 0, total 1",
                        "2 Arrival tx 3: B pays A 25, deadline 4",
                        "2 PolicySubmit tx 3",
                        "2 Settlement tx 3: B pays A 25, immediate, waited 0",
                        "2 CostAccrual A: delay 1, deadline 0, close 0, total 1",
                        "3 CostAccrual A: delay 1, deadline 0, close 0, total 1",
                        "4 Arrival tx 4: B pays A 10, deadline 5",
                        "4 Arrival tx 5: A pays B 100, deadline 5",
                        "4 PolicySubmit tx 5",
                        "4 PolicySubmit tx 4",
                        "4 QueuedRtgs tx 5: liquidity, shortfall 35",
                        "4 Settlement tx 4: B pays A 10, immediate, waited 0",
                        "4 Settlement tx 2: A pays B 70, queue, waited 3",
                        "4 CostAccrual A: delay 1, deadline 5, close 0, total 6",
                        "4 CostAccrual A: delay 0, deadline 0, close 20, total 20",
                        "4 EndOfDay: 1 unsettled of 100, penalties 20"),
                Run.of("two-agents.yaml").events().stream().map(ScenariosTest::inWords).toList());
    }

    @Test
    void twoAgentsNamesEachEventBesideItsSeqInTheComments() throws IOException, ScenarioRefused {
        Run run = Run.of("two-agents.yaml");
        String kinds = Stream.of(EventKind.values()).map(EventKind::label).collect(Collectors.joining("|"));
        Pattern numbered = Pattern.compile(" (\\d+) +(" + kinds + ")\\b");
        List<String> named = new ArrayList<>();
        for (String line : run.comments()) {
            Matcher matcher = numbered.matcher(line);
            if (matcher.find()) named.add(matcher.group(1) + " " + matcher.group(2));
        }
        assertEquals(run.events().stream().map(event -> event.seq() + " " + event.kind().label()).toList(), named);
    }

    @Test
    void twoAgentsHasTheBalancesAndSumsOfItsComments() throws IOException, ScenarioRefused {
        Run run = Run.of("two-agents.yaml");
        assertEquals(
                Map.of(
                        0, List.of(40L, 110L),
                        1, List.of(40L, 110L),
                        2, List.of(65L, 85L),
                        3, List.of(65L, 85L),
                        4, List.of(5L, 145L)),
                run.balances());
        assertEquals(29L, run.measures().of("total_cost"));
        assertEquals(165.0 / 265, run.measures().of("settled_value_share"));
        assertEquals(4.0 / 5, run.measures().of("settled_count_share"));
        Run cured = Run.of("two-agents.yaml", "agents[BANK_A].opening_balance=195");
        assertEquals(1.0, cured.measures().of("settled_value_share"));
    }

    // three-bank-gridlock

    @Test
    void gridlockSettlesByTwoCyclesAndLeavesTheDeadlock() throws IOException, ScenarioRefused {
        Run run = Run.of("three-bank-gridlock.yaml");
        List<Event.LsmCycleSettlement> cycles = run.all(Event.LsmCycleSettlement.class);
        assertEquals(2, cycles.size());
        assertEquals(2, cycles.get(0).tick());
        assertEquals(List.of("BANK_A", "BANK_B", "BANK_C"), cycles.get(0).agents());
        assertEquals(List.of(-500_000L, -1_000_000L, 1_500_000L), cycles.get(0).netPositions());
        assertEquals(30_500_000, cycles.get(0).totalValue());
        assertEquals(1_500_000, cycles.get(0).liquidityUsed());
        assertEquals(5, cycles.get(1).tick());
        assertEquals(List.of("BANK_A", "BANK_C", "BANK_B"), cycles.get(1).agents());
        assertEquals(19_500_000, cycles.get(1).totalValue());
        assertEquals(3_000_000, cycles.get(1).liquidityUsed());
        assertTrue(run.all(Event.Settlement.class).isEmpty());
        assertEquals(1L, run.measures().of("unsettled_count"));
        assertEquals(20_000_000L, run.measures().of("unsettled_value"));
        assertEquals(50.0 / 70, run.measures().of("settled_value_share"));
        assertEquals(
                List.of(8_000_000L, 9_000_000L, 7_500_000L),
                run.all(Event.QueuedRtgs.class).stream().map(Event.QueuedRtgs::shortfall).limit(3).toList());
    }

    @Test
    void gridlockSettlesNothingWithoutOffsetting() throws IOException, ScenarioRefused {
        Run run = Run.of("three-bank-gridlock.yaml", "lsm_config.algorithms=[]");
        assertEquals(7L, run.measures().of("unsettled_count"));
        assertEquals(0.0, run.measures().of("settled_value_share"));
    }

    @Test
    void gridlockAndDeadlockAreBothCuredByLiquidityAlone() throws IOException, ScenarioRefused {
        Run run =
                Run.of(
                        "three-bank-gridlock.yaml",
                        "lsm_config.algorithms=[]",
                        "agents[BANK_A].opening_balance=19_000_000");
        assertEquals(7, run.all(Event.Settlement.class).size());
        assertTrue(run.all(Event.QueuedRtgs.class).isEmpty());
    }

    // all-thirteen-events

    @Test
    void allThirteenEventsHasEachKind() throws IOException, ScenarioRefused {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (Event event : Run.of("all-thirteen-events.yaml").events()) kinds.add(event.kind());
        assertEquals(EnumSet.allOf(EventKind.class), kinds);
    }

    @Test
    void allThirteenEventsNamesEachKindInTheCommentsOfATickInWhichItHappens() throws IOException, ScenarioRefused {
        Run run = Run.of("all-thirteen-events.yaml");
        Set<String> named = new java.util.TreeSet<>();
        int tick = -1;
        for (String line : run.comments()) {
            Matcher start = Pattern.compile("# +(\\d+)  .*").matcher(line);
            if (start.matches()) tick = Integer.parseInt(start.group(1));
            if (tick < 0 || line.length() < 88) continue;
            int at = tick;
            for (EventKind kind : EventKind.values()) {
                if (!Pattern.compile("\\b" + kind.label() + "\\b").matcher(line.substring(85)).find()) continue;
                named.add(kind.label());
                assertTrue(
                        run.events().stream().anyMatch(event -> event.tick() == at && event.kind() == kind),
                        kind.label() + " in tick " + at);
            }
        }
        assertEquals(
                Stream.of(EventKind.values())
                        .map(EventKind::label)
                        .collect(Collectors.toCollection(java.util.TreeSet::new)),
                named);
    }

    @Test
    void allThirteenEventsHasTheBalancesOfItsComments() throws IOException, ScenarioRefused {
        Run run = Run.of("all-thirteen-events.yaml");
        int tick = -1;
        int checked = 0;
        for (String line : run.comments()) {
            Matcher start = Pattern.compile("# +(\\d+)  .*").matcher(line);
            if (start.matches()) tick = Integer.parseInt(start.group(1));
            Matcher balances = Pattern.compile("# +Balances: ([\\d− ]+?)( {2}.*)?").matcher(line);
            if (!balances.matches()) continue;
            List<Long> thousands =
                    Stream.of(balances.group(1).trim().split(" "))
                            .map(text -> 1_000 * Long.parseLong(text.replace('−', '-')))
                            .toList();
            assertEquals(thousands, run.balances().get(tick), "balances after tick " + tick);
            checked++;
        }
        assertEquals(5, checked);
    }

    @Test
    void allThirteenEventsClipsTheWithdrawalToWhatTheOverdraftLeaves() throws IOException, ScenarioRefused {
        assertEquals(
                List.of(16_666L, 33_334L),
                Run.of("all-thirteen-events.yaml").all(Event.CollateralWithdraw.class).stream()
                        .map(Event.CollateralWithdraw::amount)
                        .toList());
    }

    // t2-like-rules

    @Test
    void t2LikeRulesHasTheBalancesOfItsComments() throws IOException, ScenarioRefused {
        Run run = Run.of("t2-like-rules.yaml");
        int tick = -1;
        List<Integer> checked = new ArrayList<>();
        for (String line : run.comments()) {
            Matcher start = Pattern.compile("# +(\\d+)  .*").matcher(line);
            if (start.matches()) tick = Integer.parseInt(start.group(1));
            Matcher balances = Pattern.compile("# +Balances: ([\\d ]+)").matcher(line);
            if (!balances.matches()) continue;
            List<Long> thousands =
                    Stream.of(balances.group(1).trim().split(" ")).map(text -> 1_000 * Long.parseLong(text)).toList();
            assertEquals(thousands, run.balances().get(tick), "balances after tick " + tick);
            checked.add(tick);
        }
        assertEquals(List.of(0, 2, 4, 7), checked);
        assertEquals(120L, run.measures().of("cost_liquidity"));
    }

    @Test
    void t2LikeRulesQueuesEachPaymentForTheCauseOfItsComments() throws IOException, ScenarioRefused {
        assertEquals(
                List.of(
                        "0 BANK_B liquidity 20",
                        "1 BANK_B order 0",
                        "3 BANK_C bilateral_limit 20",
                        "6 BANK_D multilateral_limit 5",
                        "7 BANK_B liquidity 40"),
                Run.of("t2-like-rules.yaml").all(Event.QueuedRtgs.class).stream()
                        .map(queued ->
                                queued.tick()
                                        + " "
                                        + queued.senderId()
                                        + " "
                                        + queued.cause().label()
                                        + " "
                                        + queued.shortfall() / 1_000)
                        .toList());
    }

    @Test
    void t2LikeRulesSettlesWhatItsCommentsSay() throws IOException, ScenarioRefused {
        Run run = Run.of("t2-like-rules.yaml");
        assertEquals(
                List.of(
                        "0 liquidity 150",
                        "2 immediate 30",
                        "2 queue 80",
                        "2 queue 10",
                        "7 immediate 60",
                        "7 queue 25",
                        "7 liquidity 60"),
                settled(run));
        Event.LsmBilateralOffset offset = run.all(Event.LsmBilateralOffset.class).getFirst();
        assertTrue(offset.atEntry());
        assertEquals(4, offset.tick());
        assertEquals(List.of("40"), dropped(run));
    }

    @Test
    void t2LikeRulesIsAnotherDayWithOneRuleLess() throws IOException, ScenarioRefused {
        assertTrue(settled(Run.of("t2-like-rules.yaml", "rtgs.discipline=bypass")).contains("1 immediate 10"));
        Run unchecked = Run.of("t2-like-rules.yaml", "rtgs.entry_offsetting=none");
        assertTrue(settled(unchecked).contains("7 queue 130"));
        assertEquals(List.of("50", "40"), dropped(unchecked));
        Run unreserved = Run.of("t2-like-rules.yaml", "agents[BANK_B].reservations={}");
        assertTrue(settled(unreserved).containsAll(List.of("0 immediate 80", "1 immediate 10")));
        assertEquals(List.of(), dropped(unreserved));
        assertTrue(settled(Run.of("t2-like-rules.yaml", "agents[BANK_C].limits={}")).contains("3 immediate 50"));
        assertEquals(List.of("60", "25", "40"), dropped(Run.of("t2-like-rules.yaml", "scenario_events[7].until=8")));
    }

    private static List<String> settled(Run run) {
        return run.all(Event.Settlement.class).stream()
                .map(settled -> settled.tick() + " " + settled.origin().label() + " " + settled.amount() / 1_000)
                .toList();
    }

    private static List<String> dropped(Run run) {
        List<String> ids = run.all(Event.PolicyDrop.class).stream().map(Event.PolicyDrop::txId).toList();
        return run.all(Event.Arrival.class).stream()
                .filter(arrival -> ids.contains(arrival.txId()))
                .map(arrival -> String.valueOf(arrival.amount() / 1_000))
                .toList();
    }

    // ten-bank-tight

    @Test
    void tenBanksHaveTheFiguresOfTheTableInTheirComments() throws IOException, ScenarioRefused {
        Pattern row = Pattern.compile("# {3}(as it is|--set \\S+) +(\\d+) +(\\d+) +([\\d.]+)");
        int rows = 0;
        for (String line : Run.of("ten-bank-tight.yaml").comments()) {
            Matcher said = row.matcher(line);
            if (!said.matches()) continue;
            String[] sets =
                    said.group(1).startsWith("--set ")
                            ? new String[] {said.group(1).substring("--set ".length()).replace("'", "")}
                            : new String[0];
            Run run = Run.of("ten-bank-tight.yaml", sets);
            assertEquals(Integer.parseInt(said.group(2)), run.all(Event.QueuedRtgs.class).size(), line);
            assertEquals(Long.parseLong(said.group(3)), unsettled(run.measures()), line);
            assertEquals(
                    Double.parseDouble(said.group(4)),
                    run.measures().of("mean_delay_ticks").doubleValue(),
                    0.005,
                    line);
            rows++;
        }
        assertEquals(4, rows);
    }

    @Test
    void tenBanksSettleMoreWithOffsettingForEachSeedOfTheComments() throws IOException, ScenarioRefused {
        List<Integer> circlesLeaveMore = new ArrayList<>();
        for (int seed = 42; seed <= 48; seed++) {
            String set = "simulation.rng_seed=" + seed;
            Measures with = Run.of("ten-bank-tight.yaml", set).measures();
            Measures pairs = Run.of("ten-bank-tight.yaml", set, "lsm_config.algorithms=[bilateral]").measures();
            Measures without = Run.of("ten-bank-tight.yaml", set, "lsm_config.algorithms=[]").measures();
            assertTrue(unsettled(with) < unsettled(without), set);
            assertTrue(with.of("mean_delay_ticks").doubleValue() < without.of("mean_delay_ticks").doubleValue(), set);
            if (unsettled(with) > unsettled(pairs)) circlesLeaveMore.add(seed);
        }
        assertEquals(List.of(42, 45, 46, 48), circlesLeaveMore);
    }

    private static long unsettled(Measures measures) {
        return measures.of("unsettled_count").longValue();
    }

    // t2-day

    @Test
    void theT2DayExpectsThePublishedNumberOfPayments() throws IOException, ScenarioRefused {
        Scenario scenario = read("t2-day.yaml");
        double multipliers = 0;
        Flow flow = population(scenario).arrivals().getFirst();
        for (int tick = 0; tick < scenario.simulation().ticksPerDay(); tick++) {
            multipliers += flow.profile().floorEntry(tick).getValue();
        }
        assertEquals(700, multipliers, 1e-9);
        assertEquals(409_444, multipliers * flow.ratePerTick(), 1e-6);
    }

    @Test
    void theT2DayOpensWithFivePercentOfItsExpectedOutflow() throws IOException, ScenarioRefused {
        Population population = population(read("t2-day.yaml"));
        AmountDistribution.LogNormalMedian amount =
                (AmountDistribution.LogNormalMedian) population.arrivals().getFirst().amount();
        double logMedian = Math.log(amount.median());
        double sigma = amount.sigma();
        double highest = (Math.log((double) amount.bounds().max()) - logMedian) / sigma;
        double kept = integral(ScenariosTest::density, -12, highest);
        double mean = integral(z -> Math.exp(logMedian + sigma * z) * density(z), -12, highest) / kept;
        assertEquals(302_368_044, mean, 1);
        double opening = population.openingBalanceTotal();
        assertEquals(0.05 * 409_444 * mean, opening, 1e-9 * opening);
        double belowFiftyThousand =
                integral(ScenariosTest::density, -12, (Math.log(5_000_000) - logMedian) / sigma) / kept;
        double aboveOneMillion =
                1 - integral(ScenariosTest::density, -12, (Math.log(100_000_000) - logMedian) / sigma) / kept;
        assertEquals(0.72, belowFiftyThousand, 0.0005);
        assertEquals(0.09, aboveOneMillion, 0.0005);
    }

    @Test
    void theT2DayHasTheFiguresOfItsComments() throws IOException, ScenarioRefused {
        Measures asItIs = measures("t2-day.yaml");
        assertEquals(409_697L, asItIs.of("transactions"));
        assertEquals(3_284L, asItIs.of("dropped_count"));
        assertEquals(0.992, asItIs.of("settled_count_share").doubleValue(), 0.0005);
        assertEquals(0.512, asItIs.of("settled_value_share").doubleValue(), 0.0005);
        assertEquals(0.195, asItIs.of("offset_value_share").doubleValue(), 0.0005);
        Measures alone = measures("t2-day.yaml", "lsm_config.algorithms=[]");
        assertEquals(0.428, alone.of("settled_value_share").doubleValue(), 0.0005);
    }

    // The other days of the size of real ones

    @ParameterizedTest
    @CsvSource({
        "t2-peak-day.yaml, 659146, 1050, 0.05, 0",
        "fedwire-day.yaml, 836000, 9289, 0.1, 0.05",
        "sic-record-day.yaml, 7000000, 350, 0.02, 0"
    })
    void aDayExpectsThePublishedNumberOfPayments(
            String file, long payments, int accounts, double openingShare, double creditShare) throws Exception {
        Scenario scenario = read(file);
        Population population = population(scenario);
        assertEquals(accounts, population.count());
        Flow flow = population.arrivals().getFirst();
        double multipliers = 0;
        for (int tick = 0; tick < scenario.simulation().ticksPerDay(); tick++) {
            multipliers += flow.profile().floorEntry(tick).getValue();
        }
        assertEquals((double) payments, multipliers * flow.ratePerTick(), 1e-6 * payments);
        double outflow = payments * 302_368_044.0;
        assertEquals(openingShare * outflow, (double) population.openingBalanceTotal(), 1e-9 * outflow);
        assertEquals(creditShare * outflow, (double) population.unsecuredCapTotal(), 1e-9 * outflow);
    }

    @Test
    void theT2PeakDayHasTheFiguresOfItsComments() throws IOException, ScenarioRefused {
        Measures day = measures("t2-peak-day.yaml");
        assertEquals(659_938L, day.of("transactions"));
        assertEquals(5_140L, day.of("dropped_count"));
        assertEquals(6_922L, day.of("queue_count_max"));
        assertEquals(0.582, day.of("settled_value_share").doubleValue(), 0.0005);
        assertEquals(0.177, day.of("offset_value_share").doubleValue(), 0.0005);
        assertEquals(3.2, day.of("mean_delay_ticks").doubleValue(), 0.05);
    }

    @Test
    void theFedwireDayHasTheFiguresOfItsComments() throws IOException, ScenarioRefused {
        Measures day = measures("fedwire-day.yaml");
        assertEquals(835_811L, day.of("transactions"));
        assertEquals(24_390L, day.of("dropped_count"));
        assertEquals(31_807L, day.of("queue_count_max"));
        assertEquals(0.625, day.of("settled_value_share").doubleValue(), 0.0005);
        assertEquals(
                2 / 3.0 * 12_638_984_239_200L, day.of("credit_used_max").doubleValue(), 0.02 * 12_638_984_239_200L);
    }

    @Test
    @Tag("soak")
    void theSicRecordDayHasTheFiguresOfItsComments() throws IOException, ScenarioRefused {
        Measures day = measures("sic-record-day.yaml");
        assertEquals(7_004_510L, day.of("transactions"));
        assertEquals(166_838L, day.of("dropped_count"));
        assertEquals(203_648L, day.of("queue_count_max"));
        assertEquals(0.878, day.of("settled_value_share").doubleValue(), 0.0005);
        assertEquals(0.072, day.of("offset_value_share").doubleValue(), 0.0005);
        assertEquals(10, day.of("mean_delay_ticks").doubleValue(), 0.05);
    }

    private static Measures measures(String file, String... sets) throws IOException, ScenarioRefused {
        Scenario scenario = ScenarioReader.read(SCENARIOS.resolve(file), List.of(sets), null).scenario();
        AgentOrder order = new AgentOrder(scenario);
        Engine engine = new JavaEngine(scenario, order, Arrivals.of(scenario, order), new UnreadChunks());
        while (!engine.isOver()) engine.runTick();
        engine.finish();
        return engine.measures();
    }

    private static Scenario read(String file) throws IOException, ScenarioRefused {
        return ScenarioReader.read(SCENARIOS.resolve(file), List.of(), null).scenario();
    }

    private static Population population(Scenario scenario) {
        return java.util.Objects.requireNonNull(scenario.population(), "population");
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /// By Simpson's rule.
    private static double integral(DoubleUnaryOperator f, double from, double until) {
        int steps = 20_000;
        double width = (until - from) / steps;
        double sum = f.applyAsDouble(from) + f.applyAsDouble(until);
        for (int i = 1; i < steps; i++) sum += f.applyAsDouble(from + i * width) * (i % 2 == 0 ? 2 : 4);
        return sum * width / 3;
    }

    /// The kinds that two-agents has, as its comments tell them.
    private static String inWords(Event event) {
        String start = event.tick() + " " + event.kind().label();
        return switch (event) {
            case Event.Arrival arrival ->
                    start
                            + " "
                            + tx(arrival.txId())
                            + ": "
                            + pays(arrival.senderId(), arrival.receiverId(), arrival.amount())
                            + ", deadline "
                            + arrival.deadlineTick();
            case Event.PolicySubmit submitted -> start + " " + tx(submitted.txId());
            case Event.Settlement settled ->
                    start
                            + " "
                            + tx(settled.txId())
                            + ": "
                            + pays(settled.senderId(), settled.receiverId(), settled.amount())
                            + ", "
                            + settled.origin().name().toLowerCase(Locale.ROOT)
                            + ", waited "
                            + settled.waitedTicks();
            case Event.QueuedRtgs queued ->
                    start
                            + " "
                            + tx(queued.txId())
                            + ": "
                            + queued.cause().name().toLowerCase(Locale.ROOT)
                            + ", shortfall "
                            + queued.shortfall();
            case Event.CostAccrual cost ->
                    start
                            + " "
                            + letter(cost.agentId())
                            + ": delay "
                            + cost.delay()
                            + ", deadline "
                            + cost.deadlinePenalty()
                            + ", close "
                            + cost.eodPenalty()
                            + ", total "
                            + cost.total();
            case Event.EndOfDay close ->
                    start
                            + ": "
                            + close.unsettledCount()
                            + " unsettled of "
                            + close.unsettledValue()
                            + ", penalties "
                            + close.totalPenalties();
            case Event.PolicyHold other -> other.toString();
            case Event.PolicyDrop other -> other.toString();
            case Event.PolicySplit other -> other.toString();
            case Event.CollateralPost other -> other.toString();
            case Event.CollateralWithdraw other -> other.toString();
            case Event.LsmBilateralOffset other -> other.toString();
            case Event.LsmCycleSettlement other -> other.toString();
        };
    }

    private static String pays(String sender, String receiver, long amount) {
        return letter(sender) + " pays " + letter(receiver) + " " + amount;
    }

    private static String letter(String agentId) {
        return agentId.substring(agentId.length() - 1);
    }

    private static String tx(String txId) {
        return "tx " + Integer.parseInt(txId.substring(3));
    }
}
