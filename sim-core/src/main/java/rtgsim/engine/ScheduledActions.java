package rtgsim.engine;

import java.util.List;
import java.util.PriorityQueue;
import rtgsim.arrivals.ArrivalSource;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.RunHeader;
import rtgsim.ledger.Ledger;
import rtgsim.policy.DecidedPolicies;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// Phase 3: what the scenario makes happen at this tick, in the order of the file.
final class ScheduledActions {

    /// One event of the file and the tick at which it happens next; outside the queue while that changes.
    private static final class Due implements Comparable<Due> {
        private final int position;
        private final ScheduledEvent event;
        private int tick;

        Due(int position, ScheduledEvent event) {
            this.position = position;
            this.event = event;
            tick = event.at().start();
        }

        @Override
        public int compareTo(Due other) {
            return tick != other.tick ? Integer.compare(tick, other.tick) : Integer.compare(position, other.position);
        }
    }

    private final AgentOrder order;
    private final Ledger ledger;
    private final ArrivalSource arrivals;
    private final Arriving arriving;
    private final LiquidityTransfers transfers;
    private final CollateralDesk collateral;
    private final DecidedPolicies policies;
    private final Outages outages;
    private final PriorityQueue<Due> due = new PriorityQueue<>();

    ScheduledActions(
            Scenario scenario,
            AgentOrder order,
            Ledger ledger,
            ArrivalSource arrivals,
            Arriving arriving,
            LiquidityTransfers transfers,
            CollateralDesk collateral,
            DecidedPolicies policies,
            Outages outages) {
        this.order = order;
        this.ledger = ledger;
        this.arrivals = arrivals;
        this.arriving = arriving;
        this.transfers = transfers;
        this.collateral = collateral;
        this.policies = policies;
        this.outages = outages;
        List<ScheduledEvent> events = scenario.scheduled();
        for (int i = 0; i < events.size(); i++) {
            due.add(new Due(i, events.get(i)));
        }
    }

    void happen(int tick) {
        for (Due next = due.peek(); next != null && next.tick == tick; next = due.peek()) {
            due.remove();
            ScheduledEvent event = next.event;
            long again = (long) tick + event.at().every();
            if (again < event.at().until()) {
                next.tick = (int) again;
                due.add(next);
            }
            happen(tick, event);
        }
    }

    private void happen(int tick, ScheduledEvent event) {
        switch (event) {
            case ScheduledEvent.CustomTransaction custom ->
                    arriving.arrive(
                            tick,
                            order.of(custom.sender()),
                            order.of(custom.receiver()),
                            custom.amount(),
                            arriving.cappedDeadline(tick, custom.deadlineOffset()),
                            custom.priority(),
                            custom.divisible(),
                            ArrivalOrigin.SCHEDULED);
            case ScheduledEvent.DirectTransfer transfer ->
                    transfers.direct(tick, party(transfer.sender()), party(transfer.receiver()), transfer.amount());
            case ScheduledEvent.CollateralAdjustment adjustment ->
                    collateral.adjust(tick, order.of(adjustment.agent()), adjustment.amount());
            case ScheduledEvent.GlobalArrivalRate rate -> arrivals.globalRate(rate.multiplier());
            case ScheduledEvent.AgentArrivalRate rate -> arrivals.agentRate(order.of(rate.agent()), rate.multiplier());
            case ScheduledEvent.CounterpartyWeight weight ->
                    arrivals.counterpartyWeight(
                            order.of(weight.agent()), order.of(weight.counterparty()), weight.weight());
            case ScheduledEvent.DeadlineWindow window -> {
                String agent = window.agent();
                int index = agent == null ? RunHeader.NO_AGENT : order.of(agent);
                arrivals.deadlineWindow(index, window.min(), window.max());
            }
            case ScheduledEvent.CreditLimit limit ->
                    ledger.setUnsecuredCap(order.of(limit.agent()), limit.unsecuredCap());
            case ScheduledEvent.PolicyChange change -> policies.set(order.of(change.agent()), change.policy());
            case ScheduledEvent.AgentOutage outage -> outages.goOut(order.of(outage.agent()), outage.until());
        }
    }

    private int party(String id) {
        return id.equals(Scenario.CENTRAL_BANK) ? RunHeader.CENTRAL_BANK : order.of(id);
    }
}
