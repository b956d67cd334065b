package rtgsim.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import rtgsim.ledger.AgentColumns;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.CreditLine;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.ScheduledEvent;

/// The agents' intraday credit as a scenario and its log say it: unsecured caps change by schedule, collateral by events.
final class CreditLines {

    private record Change(int tick, int agent, long cap) {}

    private final long[] cap;
    private final long[] posted;
    private final int[] haircutMicros;
    private final List<Change> changes = new ArrayList<>();
    private int applied;

    CreditLines(Scenario scenario, AgentOrder order) {
        AgentColumns agents = new AgentColumns(scenario, order);
        cap = agents.unsecuredCap();
        posted = agents.posted();
        haircutMicros = agents.haircutMicros();
        int ticks = scenario.simulation().totalTicks();
        for (ScheduledEvent event : scenario.scheduled()) {
            if (!(event instanceof ScheduledEvent.CreditLimit limit)) continue;
            int agent = order.of(limit.agent());
            ScheduledEvent.Schedule at = limit.at();
            for (long tick = at.start(); tick < Math.min(at.until(), ticks); tick += at.every()) {
                changes.add(new Change((int) tick, agent, limit.unsecuredCap()));
            }
        }
        changes.sort(Comparator.comparingInt(Change::tick));
    }

    /// Makes the changes that are due by `tick`; says whether there were any.
    boolean advance(int tick) {
        int before = applied;
        while (applied < changes.size() && changes.get(applied).tick <= tick) {
            Change change = changes.get(applied++);
            cap[change.agent] = change.cap;
        }
        return applied > before;
    }

    /// The tick of the next change, or the greatest number.
    int nextChange() {
        return applied < changes.size() ? changes.get(applied).tick : Integer.MAX_VALUE;
    }

    void collateral(int agent, long newTotal) {
        posted[agent] = newTotal;
    }

    long of(int agent) {
        return Math.addExact(cap[agent], CreditLine.collateralValue(posted[agent], haircutMicros[agent]));
    }
}
