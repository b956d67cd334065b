package rtgsim.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import rtgsim.scenario.Agent;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Population;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;

/// What a scenario asks of an engine beyond the plain tick: arrivals, submission of everything at once, entry with `bypass`, one pass, end of day with `carry`.
///
/// An engine that knows only some of these says by them which scenarios are beyond it. The records are taken apart component by component, so that a new one
/// does not compile here until it is decided which mechanism it belongs to.
public enum Mechanism {
    POLICIES("a policy other than fifo"),
    POOLS("liquidity_pool"),
    LIMITS("limits"),
    RESERVATIONS("reservations"),
    INTERNAL_ORDER("rtgs.internal_queue_order"),
    FIFO_DISCIPLINE("rtgs.discipline: fifo"),
    ENTRY_OFFSETTING("rtgs.entry_offsetting"),
    BILATERAL_OFFSETTING("lsm_config.algorithms: [bilateral]"),
    OTHER_OFFSETTING("lsm_config.algorithms other than bilateral"),
    DEFERRED_CREDITING("rtgs.deferred_crediting"),
    REJECT_AT_CLOSE("rtgs.unsettled_at_close: reject"),
    COSTS("cost_rates"),
    SCHEDULED_EVENTS("scenario_events");

    private final String label;

    Mechanism(String label) {
        this.label = label;
    }

    /// What of the scenario file asks for it.
    public String label() {
        return label;
    }

    /// All that the scenario asks for.
    public static Set<Mechanism> of(Scenario scenario) {
        Set<Mechanism> asked = EnumSet.noneOf(Mechanism.class);
        switch (scenario) {
            case Scenario(
                            _,
                            _,
                            _,
                            List<Agent> agents,
                            var population,
                            LsmConfig lsm,
                            Rtgs rtgs,
                            CostRates costs,
                            var scheduled,
                            _) -> {
                for (Agent agent : agents) addAgent(asked, agent);
                if (population != null) addPopulation(asked, population);
                addOffsetting(asked, lsm);
                addRules(asked, rtgs);
                addCosts(asked, costs);
                if (!scheduled.isEmpty()) asked.add(SCHEDULED_EVENTS);
            }
        }
        return asked;
    }

    /// Balance, cap and collateral make an opening balance and a credit line, and arrivals come from their source.
    private static void addAgent(Set<Mechanism> asked, Agent agent) {
        switch (agent) {
            case Agent(_, _, _, _, _, _, long pool, _, var limits, var reservations, Policy policy, _) -> {
                addPolicy(asked, policy);
                if (pool != 0) asked.add(POOLS);
                if (!limits.equals(Limits.NONE)) asked.add(LIMITS);
                if (!reservations.equals(Reservations.NONE)) asked.add(RESERVATIONS);
            }
        }
    }

    private static void addPopulation(Set<Mechanism> asked, Population population) {
        addPolicy(asked, population.policy());
    }

    private static void addPolicy(Set<Mechanism> asked, Policy policy) {
        if (!(policy instanceof Policy.Fifo)) asked.add(POLICIES);
    }

    /// The numbers matter to the algorithms alone.
    private static void addOffsetting(Set<Mechanism> asked, LsmConfig lsm) {
        for (LsmConfig.Algorithm algorithm : lsm.algorithms()) {
            asked.add(algorithm == LsmConfig.Algorithm.BILATERAL ? BILATERAL_OFFSETTING : OTHER_OFFSETTING);
        }
    }

    private static void addRules(Set<Mechanism> asked, Rtgs rtgs) {
        switch (rtgs) {
            case Rtgs(
                            var discipline,
                            var entryOffsetting,
                            boolean deferredCrediting,
                            var internalOrder,
                            Rtgs.UnsettledAtClose atClose,
                            _) -> {
                if (discipline != Rtgs.Discipline.BYPASS) asked.add(FIFO_DISCIPLINE);
                if (internalOrder != Rtgs.InternalOrder.FIFO) asked.add(INTERNAL_ORDER);
                if (entryOffsetting != Rtgs.EntryOffsetting.NONE) asked.add(ENTRY_OFFSETTING);
                if (deferredCrediting) asked.add(DEFERRED_CREDITING);
                if (atClose != Rtgs.UnsettledAtClose.CARRY) asked.add(REJECT_AT_CLOSE);
            }
        }
    }

    /// Multipliers multiply rates and matter only with them.
    private static void addCosts(Set<Mechanism> asked, CostRates costs) {
        switch (costs) {
            case CostRates(
                            var overdraft,
                            var collateral,
                            var liquidity,
                            var delay,
                            _,
                            _,
                            _,
                            _,
                            _,
                            var deadlinePenalty,
                            long splitFriction,
                            long eodPenalty) -> {
                boolean free =
                        overdraft.signum() == 0
                                && collateral.signum() == 0
                                && liquidity.signum() == 0
                                && delay.signum() == 0
                                && isNothing(deadlinePenalty)
                                && splitFriction == 0
                                && eodPenalty == 0;
                if (!free) asked.add(COSTS);
            }
        }
    }

    private static boolean isNothing(CostRates.DeadlinePenalty penalty) {
        return switch (penalty) {
            case CostRates.DeadlinePenalty.Fixed(long amount) -> amount == 0;
            case CostRates.DeadlinePenalty.Bps(var bps) -> bps.signum() == 0;
        };
    }
}
