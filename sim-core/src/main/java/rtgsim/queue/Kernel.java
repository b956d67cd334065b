package rtgsim.queue;

import rtgsim.cost.CostBook;
import rtgsim.event.EventLog;
import rtgsim.ledger.AgentColumns;
import rtgsim.ledger.DeadlineWheel;
import rtgsim.ledger.FeasibleSet;
import rtgsim.ledger.Ledger;
import rtgsim.ledger.SendLimits;
import rtgsim.ledger.Transactions;
import rtgsim.measure.MeasureBook;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// The state of a run that the mechanisms of a tick share: money, transactions and where they wait, what follows from their end, and the log.
public record Kernel(
        Transactions txs,
        Ledger ledger,
        SendLimits limits,
        FeasibleSet feasible,
        InternalQueues internal,
        CentralQueue central,
        CostBook costs,
        MeasureBook measures,
        AgentTallies tallies,
        Finality finality,
        EventLog log) {

    /// The state before the first tick.
    public static Kernel of(Scenario scenario, AgentColumns agents, AgentOrder order, EventLog log) {
        Transactions txs = new Transactions();
        Ledger ledger = new Ledger(agents);
        SendLimits limits = new SendLimits(agents, order);
        AgentTallies tallies = new AgentTallies(txs, agents.count(), scenario.trees());
        InternalQueues internal = new InternalQueues(scenario.rtgs().internalOrder(), txs, tallies, agents.count());
        CentralQueue central = new CentralQueue(txs, tallies, agents.count());
        CostBook costs = new CostBook(scenario.costRates(), txs, ledger, log);
        MeasureBook measures = new MeasureBook(txs, ledger);
        DeadlineWheel deadlines = new DeadlineWheel(txs);
        return new Kernel(
                txs,
                ledger,
                limits,
                new FeasibleSet(txs, ledger, limits),
                internal,
                central,
                costs,
                measures,
                tallies,
                new Finality(txs, ledger, limits, internal, central, deadlines, costs, measures, tallies, log),
                log);
    }

    /// How many agents there are.
    public int agents() {
        return ledger.agents();
    }
}
