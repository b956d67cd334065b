package rtgsim.lsm;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import rtgsim.event.EventLog;
import rtgsim.event.KeptChunks;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Account;
import rtgsim.ledger.AgentColumns;
import rtgsim.measure.QueueState;
import rtgsim.queue.Kernel;
import rtgsim.scenario.Agent;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CostRates;
import rtgsim.scenario.LsmConfig;
import rtgsim.scenario.Policy;
import rtgsim.scenario.Rtgs;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// A queue on which one offsetting algorithm runs once, with no pass before or after it. A case can run any number of times; runs leave no trace.
///
/// @param accounts of all agents, at least two, in any order
/// @param queued in order of submission; the queue is ordered by RTGS priority first
/// @param bounds of `cycles` and `optimal`; which algorithms it names does not matter
/// @param deferredCrediting whether what one set brings an agent is of no use to it in the next
public record OffsettingCase(List<Account> accounts, List<Queued> queued, LsmConfig bounds, boolean deferredCrediting) {

    /// A transaction in the central queue.
    ///
    /// @param amount minor units, positive
    public record Queued(String sender, String receiver, long amount, RtgsPriority rtgsPriority) {

        public Queued {
            if (sender.equals(receiver)) throw new IllegalArgumentException("a sender pays itself: '" + sender + "'");
            if (amount <= 0) throw new IllegalArgumentException("amount must be positive: amount=" + amount);
        }
    }

    /// The best that can be settled of a case, as far as it is known.
    ///
    /// @param found the best set, or the best that was seen
    /// @param valueBound what no feasible set exceeds, minor units
    public record Optimum(OffsettingOutcome found, long valueBound) {

        /// Whether what was found is the best there is.
        public boolean isExact() {
            return found.value() == valueBound;
        }
    }

    public OffsettingCase {
        accounts = List.copyOf(accounts);
        queued = List.copyOf(queued);
    }

    /// A case with the default bounds, where receipts are usable at once.
    public OffsettingCase(List<Account> accounts, List<Queued> queued) {
        this(accounts, queued, LsmConfig.OFF, false);
    }

    /// The queue of a run, with the bounds and the crediting of its scenario.
    public static OffsettingCase of(QueueState state, Scenario scenario) {
        List<Queued> queued =
                state.queued().stream()
                        .map(tx -> new Queued(tx.senderId(), tx.receiverId(), tx.amount(), tx.rtgsPriority()))
                        .toList();
        return new OffsettingCase(state.accounts(), queued, scenario.lsmConfig(), scenario.rtgs().deferredCrediting());
    }

    /// What an algorithm settles. `optimal` settles nothing if more than `optimal_max_transactions` are queued.
    ///
    /// @throws IllegalArgumentException if the agents are fewer than two or one is named twice, or a transaction or limit names none of them
    public OffsettingOutcome run(LsmConfig.Algorithm algorithm) {
        return run(algorithm, new EventLog(new KeptChunks()));
    }

    /// As [#run(LsmConfig.Algorithm)], with a log of the caller's, which many runs may share.
    OffsettingOutcome run(LsmConfig.Algorithm algorithm, EventLog log) {
        Start start = new Start(this, log);
        start.run(LiquiditySaving.make(algorithm, bounds, start.kernel));
        return start.outcome();
    }

    /// What can be settled at best, for a queue of any length.
    ///
    /// @param nodesMax how many branches may be looked at; each takes time in proportion to the queue at most
    /// @throws IllegalArgumentException as [#run] does
    public Optimum optimum(long nodesMax) {
        return optimum(nodesMax, new EventLog(new KeptChunks()));
    }

    Optimum optimum(long nodesMax, EventLog log) {
        return optimum(nodesMax, OptimalSearch.LONG_SEARCH, TailSums.LENGTH, log);
    }

    Optimum optimum(long nodesMax, long longSearch, int tailLength, EventLog log) {
        Start start = new Start(this, log);
        OptimalSearch search = new OptimalSearch(start.kernel, longSearch, tailLength);
        OptimalOffsetting optimal = new OptimalOffsetting(start.kernel, Integer.MAX_VALUE, nodesMax, search);
        start.run(optimal);
        return new Optimum(start.outcome(), optimal.valueBound());
    }

    /// The state before a run, made for it alone. Transactions are numbered by their position from 1.
    private static final class Start {

        final AgentOrder order;
        final Kernel kernel;
        final List<Account> accounts;
        final List<Queued> queued;

        Start(OffsettingCase given, EventLog log) {
            Simulation oneTick =
                    new Simulation(
                            1,
                            1,
                            0,
                            Simulation.Rng.PER_AGENT,
                            Simulation.DeadlineCap.NONE,
                            LocalTime.of(7, 0),
                            LocalTime.of(18, 0),
                            LocalDate.of(2026, 1, 5),
                            Simulation.BusinessDays.CONSECUTIVE);
            Scenario scenario =
                    new Scenario(
                            "case",
                            "",
                            oneTick,
                            given.accounts.stream().map(Start::agent).toList(),
                            null,
                            LsmConfig.OFF,
                            Rtgs.DEFAULT,
                            CostRates.NONE,
                            List.of());
            order = new AgentOrder(scenario);
            kernel = Kernel.of(scenario, new AgentColumns(scenario, order), order, log);
            for (Account account : given.accounts) {
                kernel.ledger().setUnsecuredCap(order.of(account.id()), account.creditLine());
            }
            kernel.ledger().restoreReservations();
            if (given.deferredCrediting) kernel.ledger().deferCredits();
            accounts = given.accounts;
            queued = given.queued;
            for (Queued tx : queued) {
                int sender = order.of(tx.sender);
                int slot = kernel.txs().create(sender, order.of(tx.receiver), tx.amount, 0, 1, 5, false);
                kernel.txs().rtgsPriority[slot] = (byte) tx.rtgsPriority.ordinal();
                kernel.central().add(slot);
            }
        }

        /// Its credit line is lowered later where it is below its use.
        private static Agent agent(Account account) {
            return new Agent(
                    account.id(),
                    account.balance(),
                    Math.max(account.creditLine(), Math.negateExact(account.balance())),
                    0,
                    0,
                    BigDecimal.ZERO,
                    0,
                    BigDecimal.ONE,
                    account.limits(),
                    account.reservations(),
                    new Policy.Fifo(),
                    List.of());
        }

        void run(OffsettingAlgorithm algorithm) {
            algorithm.run(0);
            kernel.ledger().creditHeld();
        }

        /// What has settled since.
        OffsettingOutcome outcome() {
            boolean[] isLeft = new boolean[queued.size()];
            int[] left = new int[kernel.central().count()];
            kernel.central().copyTo(left);
            for (int slot : left) isLeft[kernel.txs().number[slot] - 1] = true;
            List<Integer> settled = new ArrayList<>();
            long value = 0;
            for (int i = 0; i < isLeft.length; i++) {
                if (isLeft[i]) continue;
                settled.add(i + 1);
                value = Math.addExact(value, queued.get(i).amount);
            }
            SequencedMap<String, Long> closing = new LinkedHashMap<>();
            for (String id : order.ids()) closing.put(id, kernel.ledger().balance(order.of(id)));
            for (Account account : accounts) closing.merge(account.id(), account.heldApart(), Math::addExact);
            return new OffsettingOutcome(
                    settled, Collections.unmodifiableSequencedMap(closing), value, liquidityUsed(settled));
        }

        private long liquidityUsed(List<Integer> settled) {
            Map<String, Long> paid = new LinkedHashMap<>();
            for (int position : settled) {
                Queued tx = queued.get(position - 1);
                paid.merge(tx.sender, tx.amount, Math::addExact);
                paid.merge(tx.receiver, -tx.amount, Math::addExact);
            }
            long used = 0;
            for (long net : paid.values()) used = Math.addExact(used, Math.max(0, net));
            return used;
        }
    }
}
