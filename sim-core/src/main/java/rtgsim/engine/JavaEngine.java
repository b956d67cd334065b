package rtgsim.engine;

import java.util.List;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.event.ChunkExchange;
import rtgsim.event.EventLog;
import rtgsim.ledger.AgentColumns;
import rtgsim.ledger.InvariantViolated;
import rtgsim.lsm.LiquiditySaving;
import rtgsim.measure.Measures;
import rtgsim.policy.CompiledTrees;
import rtgsim.policy.DecidedPolicies;
import rtgsim.policy.DecisionMakers;
import rtgsim.queue.Kernel;
import rtgsim.queue.RtgsSystem;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// The engine in Java, which runs every scenario. [#runTick] is the rule book's section "One tick, phase by phase" in its order, which is part of the model.
public final class JavaEngine implements Engine {

    private final Scenario scenario;
    private final Simulation simulation;
    private final Calendar calendar;
    private final boolean defersCredits;
    private final Kernel kernel;
    private final DecidedPolicies policies;
    private final ScheduledActions scheduled;
    private final Arriving arriving;
    private final CollateralDesk collateral;
    private final Budgets budgets;
    private final Releasing releasing;
    private final RtgsSystem rtgs;
    private final LiquiditySaving liquiditySaving;
    private final LiquidityTransfers transfers;
    private final DayClose dayClose;
    private final ClosingState closingState;
    private int tick;

    /// An engine whose agents decide as the scenario says.
    public JavaEngine(Scenario scenario, AgentOrder order, ArrivalSource arrivals, ChunkExchange exchange) {
        this(scenario, order, arrivals, exchange, new CompiledTrees(scenario, order));
    }

    /// @param arrivals asked for one tick after the other
    /// @param exchange where full chunks of the log go
    /// @param makers what decides for agents whose policy is a tree
    public JavaEngine(
            Scenario scenario,
            AgentOrder order,
            ArrivalSource arrivals,
            ChunkExchange exchange,
            DecisionMakers makers) {
        this.scenario = scenario;
        simulation = scenario.simulation();
        calendar = new Calendar(simulation);
        Rtgs rules = scenario.rtgs();
        defersCredits = rules.deferredCrediting();
        AgentColumns agents = new AgentColumns(scenario, order);
        kernel = Kernel.of(scenario, agents, order, new EventLog(exchange));
        policies = new DecidedPolicies(agents, makers, kernel);
        Outages outages = new Outages(agents.count());

        arriving = new Arriving(simulation, arrivals, kernel);
        transfers = new LiquidityTransfers(kernel);
        collateral = new CollateralDesk(kernel, policies, outages);
        scheduled =
                new ScheduledActions(
                        scenario, order, kernel.ledger(), arrivals, arriving, transfers, collateral, policies, outages);
        budgets = new Budgets(agents.count(), policies, outages);
        rtgs = new RtgsSystem(rules, kernel, LiquiditySaving.atEntry(rules, kernel));
        releasing = new Releasing(scenario, kernel, policies, outages, budgets, rtgs);
        liquiditySaving = new LiquiditySaving(scenario.lsmConfig(), kernel, rtgs);
        dayClose = new DayClose(rules, kernel, transfers);
        closingState = new ClosingState(kernel);
    }

    @Override
    public int tick() {
        return tick;
    }

    @Override
    public long events() {
        return kernel.log().nextSeq();
    }

    @Override
    public boolean isOver() {
        return tick == simulation.totalTicks();
    }

    @Override
    public Measures measures() {
        return kernel.measures().measures(kernel.costs(), kernel.log().nextSeq());
    }

    @Override
    public List<String> stateHashes() {
        return closingState.all();
    }

    @Override
    public void finish() {
        kernel.log().finish();
    }

    @Override
    public void runTick() {
        if (isOver()) throw new IllegalStateException("the run is over: all its ticks are done");
        try {
            runPhases();
        } catch (ArithmeticException overflow) {
            throw new InvariantViolated("an amount exceeds 64 bits" + where(), overflow);
        } catch (InvariantViolated broken) {
            throw new InvariantViolated(broken.getMessage() + where(), broken);
        }
        tick++;
    }

    @Override
    public void runTicks(int count) {
        for (int i = 0; i < count; i++) runTick();
    }

    /// The heap holds all of it.
    @Override
    public void close() {}

    /// One tick, phase by phase.
    private void runPhases() {
        if (calendar.isFirstOfDay(tick)) startDay(); //  1  start of day
        kernel.finality().passDeadlines(tick); //        2  deadlines
        scheduled.happen(tick); //                       3  scheduled events
        arriving.arrive(tick); //                        4  arrivals
        collateral.strategic(tick); //                   5  strategic collateral
        budgets.decide(tick); //                         6  budget
        releasing.release(tick); //                      7  release
        if (defersCredits) kernel.ledger().deferCredits();
        rtgs.enter(tick); //                             8  entry
        rtgs.pass(tick); //                              9  central queue
        liquiditySaving.run(tick); //                   10  liquidity saving,
        collateral.endOfTick(tick); //                      end-of-tick collateral,
        if (defersCredits) kernel.ledger().creditHeld(); // deferred receipts
        kernel.measures().endOfTick(kernel.central().count(), kernel.central().value());
        kernel.costs().accrueTick(tick); //              11  costs
        if (calendar.isLastOfDay(tick)) {
            dayClose.close(tick, calendar.day(tick), tick + 1); // 12  end of day
            policies.endDay();
        }
        kernel.ledger().checkConservation();
        if (calendar.isLastOfDay(tick)) closingState.add(calendar.day(tick));
        kernel.log().endTick();
    }

    private void startDay() {
        kernel.limits().startDay();
        kernel.ledger().restoreReservations();
        kernel.finality().forgetDropped();
        kernel.tallies().startDay();
        transfers.allocatePools(tick);
    }

    private String where() {
        return " (tick " + tick + ", seed " + simulation.rngSeed() + ", scenario " + scenario.name() + ")";
    }
}
