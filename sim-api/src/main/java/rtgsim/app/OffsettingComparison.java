package rtgsim.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.ledger.Account;
import rtgsim.lsm.OffsettingCase;
import rtgsim.lsm.OffsettingOutcome;
import rtgsim.measure.LogMeasures;
import rtgsim.measure.QueueReading;
import rtgsim.measure.QueueState;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.file.QueuedCases;
import rtgsim.store.StoredRun;

/// What each offsetting algorithm would settle of one queue, side by side: each runs once, alone, on the same queue.
///
/// @param simulationId of the run that the queue is of; null for one from a file
/// @param tick of that run
/// @param queuedCount transactions in the queue
/// @param queuedValue minor units
/// @param inForce what beside balances decides what may settle together; empty for a queue from a file
/// @param transactions of a run: the tx_ids in queue order, so that position 1 is the first of them
/// @param opening what each agent holds before, in agent order, minor units
/// @param algorithms by name
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OffsettingComparison(
        String id,
        @Nullable String simulationId,
        @Nullable Integer tick,
        int queuedCount,
        long queuedValue,
        List<String> inForce,
        @Nullable List<String> transactions,
        SequencedMap<String, Long> opening,
        SequencedMap<String, Settles> algorithms) {

    /// What one algorithm would settle.
    ///
    /// @param settled positions in the queue, from 1
    /// @param closing balances after it, in agent order
    /// @param value minor units settled; null where it is not sure that no better set exists, then `bound` says what none exceeds
    /// @param settledValue minor units settled, sure or not
    /// @param liquidityUsed what the net payers of all that settles pay net, together
    /// @param liquiditySaved the rest of what settles: paid with what the same set brings
    /// @param shareOfOptimum null where the optimum is 0 or not known
    /// @param shareOfBound where the optimum is not known: the share of it is at least this
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Settles(
            List<Integer> settled,
            SequencedMap<String, Long> closing,
            @Nullable Long value,
            @Nullable Long bound,
            int count,
            long settledValue,
            long liquidityUsed,
            long liquiditySaved,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double shareOfOptimum,
            @Nullable Double shareOfBound) {}

    private static final long WORK = 50_000_000;
    private static final long BRANCHES_MIN = 1_000;

    /// Compares on a queue from a file.
    ///
    /// @param branches how many the search for the optimum may look at; null for what takes a second or so
    public static OffsettingComparison of(
            QueuedCases.Named given, Collection<LsmConfig.Algorithm> algorithms, @Nullable Long branches) {
        return of(given.id(), null, null, null, given.queue(), algorithms, branches);
    }

    /// Compares on the queue that phase 10 of a tick of a run finds.
    ///
    /// @param bounds makes the bounds of `cycles` from those of the run
    public static OffsettingComparison of(
            StoredRun run,
            int tick,
            UnaryOperator<LsmConfig> bounds,
            Collection<LsmConfig.Algorithm> algorithms,
            @Nullable Long branches) {
        Scenario scenario = RunMeasures.scenario(run);
        QueueState state = stateAt(run, scenario, tick);
        OffsettingCase found = OffsettingCase.of(state, scenario);
        OffsettingCase queue =
                new OffsettingCase(
                        found.accounts(), found.queued(), bounds.apply(found.bounds()), found.deferredCrediting());
        String simulationId = run.manifest().simulationId();
        List<String> transactions = state.queued().stream().map(tx -> RunHeader.txId(tx.tx())).toList();
        return of(simulationId + "@" + tick, simulationId, tick, transactions, queue, algorithms, branches);
    }

    private static QueueState stateAt(StoredRun run, Scenario scenario, int tick) {
        int ticks = run.manifest().ticks();
        if (tick < 0 || tick >= ticks) {
            throw new Refused(
                    new Refusal.BadArgument(
                            "--tick",
                            "--tick must be 0 to " + (ticks - 1) + ", a tick of the run: --tick=" + tick,
                            null));
        }
        LogMeasures log = new LogMeasures(run.header());
        List<QueueState> found = new ArrayList<>();
        new QueueReading(log, run.header(), scenario, each -> each == tick, (state, _, _, _) -> found.add(state));
        run.eachChunk(log::add);
        log.end(ticks);
        return found.getFirst();
    }

    private static OffsettingComparison of(
            String id,
            @Nullable String simulationId,
            @Nullable Integer tick,
            @Nullable List<String> transactions,
            OffsettingCase queue,
            Collection<LsmConfig.Algorithm> algorithms,
            @Nullable Long branches) {
        long value = 0;
        for (OffsettingCase.Queued tx : queue.queued()) value = Math.addExact(value, tx.amount());
        long budget = branches != null ? branches : Math.max(BRANCHES_MIN, WORK / Math.max(1, queue.queued().size()));
        OffsettingCase.Optimum optimum = best(queue, budget);
        SequencedMap<String, Settles> settles = new LinkedHashMap<>();
        for (LsmConfig.Algorithm algorithm : algorithms) {
            boolean best = algorithm == LsmConfig.Algorithm.OPTIMAL;
            OffsettingOutcome outcome = best ? optimum.found() : queue.run(algorithm);
            settles.put(algorithm.label(), settles(outcome, best && !optimum.isExact(), optimum));
        }
        SequencedMap<String, Long> opening = new LinkedHashMap<>(optimum.found().closing());
        for (Account account : queue.accounts()) {
            opening.put(account.id(), Math.addExact(account.balance(), account.heldApart()));
        }
        return new OffsettingComparison(
                id, simulationId, tick, queue.queued().size(), value, inForce(queue), transactions, opening, settles);
    }

    /// What the search finds or, where it stops before it is sure, the best that it and the other algorithms find: what they settle one after the other could settle as one set.
    private static OffsettingCase.Optimum best(OffsettingCase queue, long branches) {
        OffsettingCase.Optimum best = queue.optimum(branches);
        if (best.isExact()) return best;
        for (LsmConfig.Algorithm algorithm : LsmConfig.Algorithm.values()) {
            if (algorithm == LsmConfig.Algorithm.OPTIMAL) continue;
            OffsettingOutcome other = queue.run(algorithm);
            if (other.value() > best.found().value()) best = new OffsettingCase.Optimum(other, best.valueBound());
        }
        return best;
    }

    private static Settles settles(OffsettingOutcome outcome, boolean isBound, OffsettingCase.Optimum optimum) {
        long value = outcome.value();
        double share = (double) value / optimum.valueBound();
        boolean isKnown = optimum.isExact();
        boolean anything = optimum.valueBound() > 0;
        return new Settles(
                outcome.settled(),
                outcome.closing(),
                isBound ? null : (Long) value,
                isBound ? (Long) optimum.valueBound() : null,
                outcome.count(),
                value,
                outcome.liquidityUsed(),
                Math.subtractExact(value, outcome.liquidityUsed()),
                isKnown && anything ? (Double) share : null,
                isKnown ? null : (Double) share);
    }

    private static List<String> inForce(OffsettingCase queue) {
        boolean credit = false;
        boolean bilateral = false;
        boolean multilateral = false;
        boolean reservations = false;
        for (Account account : queue.accounts()) {
            credit |= account.creditLine() > 0;
            bilateral |= !account.limits().bilateral().isEmpty();
            multilateral |= account.limits().multilateral() != null;
            reservations |= account.reservations().highlyUrgent() > 0 || account.reservations().urgent() > 0;
        }
        boolean priorities = queue.queued().stream().anyMatch(tx -> tx.rtgsPriority() != RtgsPriority.NORMAL);
        Map<String, Boolean> all = new LinkedHashMap<>();
        all.put("credit", credit);
        all.put("bilateral_limits", bilateral);
        all.put("multilateral_limits", multilateral);
        all.put("reservations", reservations);
        all.put("rtgs_priorities", priorities);
        all.put("deferred_crediting", queue.deferredCrediting());
        all.values().removeIf(isIn -> !isIn);
        return List.copyOf(all.keySet());
    }
}
