package rtgsim.benchmarks;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import rtgsim.event.EventLog;
import rtgsim.event.RtgsPriority;
import rtgsim.event.RunHeader;
import rtgsim.ledger.AgentColumns;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.Transactions;
import rtgsim.lsm.LiquiditySaving;
import rtgsim.lsm.OffsettingAlgorithm;
import rtgsim.queue.Kernel;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.Limits;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Reservations;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// A central queue that can be made again and again, as it was: the same transactions, balances, limits and reservations, in arrays that are warm.
///
/// Agents stand in a ring, and each has something queued to the next `partners` of them, all alike; amounts are uniform, 1 000 to 20 000.
final class QueuedMarket {

    private final Kernel kernel;
    private final OffsettingAlgorithm algorithm;
    private final long openingBalance;
    private final int[] sender;
    private final int[] receiver;
    private final long[] amount;
    private final byte[] rtgsPriority;
    private final int[] left;

    /// @param openingBalance of each agent, minor units
    /// @param ruled whether there are limits, reservations and three RTGS priorities
    QueuedMarket(
            LsmConfig.Algorithm algorithm,
            LsmConfig bounds,
            int agents,
            int length,
            int partners,
            long openingBalance,
            boolean ruled,
            long seed) {
        this.openingBalance = openingBalance;
        List<Agent> all = new ArrayList<>();
        for (int i = 0; i < agents; i++) all.add(agent(i, agents, openingBalance, ruled));
        Scenario scenario =
                new Scenario(
                        "queue",
                        "",
                        new Simulation(
                                1,
                                1,
                                1,
                                Simulation.Rng.PER_AGENT,
                                Simulation.DeadlineCap.NONE,
                                LocalTime.of(7, 0),
                                LocalTime.of(18, 0),
                                LocalDate.of(2026, 1, 5),
                                Simulation.BusinessDays.CONSECUTIVE),
                        all,
                        null,
                        bounds,
                        Rtgs.DEFAULT,
                        CostRates.NONE,
                        List.of());
        AgentOrder order = new AgentOrder(scenario);
        kernel = Kernel.of(scenario, new AgentColumns(scenario, order), order, new EventLog(new OneChunk()));
        this.algorithm = LiquiditySaving.make(algorithm, bounds, kernel);
        sender = new int[length];
        receiver = new int[length];
        amount = new long[length];
        rtgsPriority = new byte[length];
        left = new int[length];
        Random random = new Random(seed);
        for (int i = 0; i < length; i++) {
            sender[i] = random.nextInt(agents);
            receiver[i] = (sender[i] + 1 + random.nextInt(partners)) % agents;
            amount[i] = 1_000L + random.nextInt(19_001);
            rtgsPriority[i] = (byte) (ruled ? random.nextInt(RtgsPriority.values().length) : 0);
        }
    }

    private static Agent agent(int index, int agents, long openingBalance, boolean ruled) {
        Limits limits =
                new Limits(
                        Map.of(id((index + 1) % agents), openingBalance / 2),
                        2 * openingBalance,
                        index % 2 == 0 ? Limits.Bind.NORMAL : Limits.Bind.ALL);
        return new Agent(
                id(index),
                openingBalance,
                0,
                0,
                0,
                BigDecimal.ZERO,
                0,
                BigDecimal.ONE,
                ruled ? limits : Limits.NONE,
                ruled ? new Reservations(openingBalance / 5, openingBalance / 5) : Reservations.NONE,
                new Policy.Fifo(),
                List.of());
    }

    private static String id(int index) {
        return "A%06d".formatted(index);
    }

    /// Puts everything back to where it was before a run.
    void restore() {
        Transactions txs = kernel.txs();
        int count = kernel.central().count();
        kernel.central().copyTo(left);
        for (int i = 0; i < count; i++) {
            kernel.central().remove(left[i]);
            txs.free(left[i]);
        }
        Ledger ledger = kernel.ledger();
        for (int agent = 0; agent < kernel.agents(); agent++) {
            long above = ledger.balance(agent) - openingBalance;
            if (above > 0) ledger.transfer(agent, RunHeader.CENTRAL_BANK, above);
            else ledger.transfer(RunHeader.CENTRAL_BANK, agent, -above);
        }
        kernel.limits().startDay();
        ledger.restoreReservations();
        for (int i = 0; i < sender.length; i++) {
            int slot = txs.create(sender[i], receiver[i], amount[i], 0, 1, 5, false);
            txs.rtgsPriority[slot] = rtgsPriority[i];
            kernel.central().add(slot);
        }
        algorithm.startTick();
    }

    /// Runs the algorithm to its own end.
    ///
    /// @return how many transactions are still queued
    int run() {
        algorithm.run(0);
        return kernel.central().count();
    }
}
