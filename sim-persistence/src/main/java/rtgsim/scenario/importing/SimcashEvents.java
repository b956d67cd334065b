package rtgsim.scenario.importing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.ProblemCode;

/// The scheduled events of a SimCash scenario.
final class SimcashEvents {

    private static final String SIMPLY_BEYOND = "its tick is beyond the end of the run, so it never happens";

    /// When an event happens, or null of one that never does.
    private record When(Draft at) {}

    private final SimcashClock clock;
    private final SimcashAgents agents;
    private final Map<String, Map<String, Double>> weights = new HashMap<>();
    private final Draft.Items events = new Draft.Items();

    SimcashEvents(SimcashClock clock, SimcashAgents agents) {
        this.clock = clock;
        this.agents = agents;
    }

    Draft.Items convert(Given listed) {
        for (Given element : listed.list()) event(element);
        return events;
    }

    private void event(Given element) {
        ForeignMap outer = element.map();
        Given nested = outer.find("event");
        ForeignMap event = outer;
        if (nested != null) {
            nested.kept(null);
            event = nested.map();
        }
        Given type = event.require("type");
        When when = schedule(outer, event);
        if (type == null) return;
        String at = "scenario_events[" + events.values().size() + "]";
        type.kept(at + ".type");
        if (when == null) {
            element.lost(SIMPLY_BEYOND);
            for (Given key : event.all()) key.lost(SIMPLY_BEYOND);
            return;
        }
        switch (type.word()) {
            case "directtransfer" -> directTransfer(event, at, when);
            case "customtransactionarrival" -> customTransaction(event, at, when);
            case "collateraladjustment" -> collateral(event, at, when);
            case "globalarrivalratechange" -> rate(event, at, when, "global_arrival_rate");
            case "agentarrivalratechange" -> rate(event, at, when, "agent_arrival_rate");
            case "counterpartyweightchange" -> weight(event, at, when);
            case "deadlinewindowchange" -> window(event, at, when);
            default ->
                    type.refuse(
                            ProblemCode.NOT_ALLOWED_WORD,
                            type.path() + " names no event of SimCash: " + type.text(),
                            "DirectTransfer, CustomTransactionArrival, CollateralAdjustment, GlobalArrivalRateChange,"
                                    + " AgentArrivalRateChange, CounterpartyWeightChange, DeadlineWindowChange");
        }
    }

    private @Nullable When schedule(ForeignMap outer, ForeignMap event) {
        Given block = outer.find("schedule");
        if (block == null) block = event.find("schedule");
        if (block == null) block = outer.require("schedule");
        if (block == null) return null;
        String becomes = "scenario_events[" + events.values().size() + "].at";
        block.kept(becomes);
        ForeignMap schedule = block.map();
        Given type = schedule.require("type");
        if (type == null) return null;
        type.kept(becomes);
        switch (type.word()) {
            case "onetime" -> {
                long tick = tick(schedule, "tick", becomes, 0);
                return tick >= clock.ticks() ? null : new When(Draft.integer(tick));
            }
            case "repeating" -> {
                long start = tick(schedule, "start_tick", becomes + ".start", 0);
                long every = tick(schedule, "interval", becomes + ".every", 1);
                Given end = schedule.find("end_tick");
                long until = clock.ticks();
                if (end != null) {
                    until = Math.min(until, end.integer(0, Integer.MAX_VALUE) + 1);
                    end.changed(becomes + ".until", "the first tick at which it happens no more");
                }
                if (start >= until) return null;
                return new When(new Draft.Fields().put("start", start).put("every", every).put("until", until));
            }
            default -> {
                type.refuse(ProblemCode.NOT_ALLOWED_WORD, type.path() + " must be OneTime or Repeating", null);
                return null;
            }
        }
    }

    private static long tick(ForeignMap schedule, String key, String becomes, long least) {
        Given given = schedule.require(key);
        if (given == null) return 0;
        given.kept(becomes);
        return given.integer(least, Integer.MAX_VALUE);
    }

    private String agent(ForeignMap event, String key, String name, String at, boolean orCentralBank) {
        Given given = event.require(key);
        if (given == null) return "";
        given.kept(at + "." + name);
        return orCentralBank ? agents.agentOrCentralBank(given) : agents.agent(given);
    }

    private void directTransfer(ForeignMap event, String at, When when) {
        Draft.Fields here = new Draft.Fields().put("type", "direct_transfer");
        here.put("sender", agent(event, "from_agent", "sender", at, true));
        here.put("receiver", agent(event, "to_agent", "receiver", at, true));
        Given amount = event.require("amount");
        if (amount != null) {
            here.put("amount", amount.integer(0, Long.MAX_VALUE));
            amount.changed(at + ".amount", "never more than the sender's balance and credit line here");
        }
        events.add(here.put("at", when.at()));
    }

    private void customTransaction(ForeignMap event, String at, When when) {
        Draft.Fields here = new Draft.Fields().put("type", "custom_transaction");
        here.put("sender", agent(event, "from_agent", "sender", at, false));
        here.put("receiver", agent(event, "to_agent", "receiver", at, false));
        Given amount = event.require("amount");
        if (amount != null) {
            here.put("amount", amount.integer(1, Long.MAX_VALUE));
            amount.kept(at + ".amount");
        }
        Given deadline = event.find("deadline");
        if (deadline == null) {
            here.put("deadline_offset", Math.max(5, clock.ticksPerDay() / 10));
            agents.added(
                    event.file(),
                    at + ".deadline_offset",
                    "a tenth of a day, at least 5 ticks, there when it is left out");
        } else {
            here.put("deadline_offset", deadline.integer(1, Integer.MAX_VALUE));
            deadline.kept(at + ".deadline_offset");
        }
        Given priority = event.find("priority");
        if (priority != null) {
            here.put("priority", priority.integer(0, 10));
            priority.kept(at + ".priority");
        }
        Given divisible = event.find("is_divisible", "divisible");
        if (divisible != null) {
            if (divisible.flag()) here.put("divisible", true);
            divisible.kept(at + ".divisible");
        }
        events.add(here.put("at", when.at()));
    }

    private void collateral(ForeignMap event, String at, When when) {
        Draft.Fields here = new Draft.Fields().put("type", "collateral_adjustment");
        here.put("agent", agent(event, "agent", "agent", at, false));
        Given delta = event.require("delta");
        if (delta == null) return;
        long amount = delta.integer(-Long.MAX_VALUE, Long.MAX_VALUE);
        if (amount == 0) {
            for (Given key : event.all()) key.lost("an adjustment by 0 does nothing, and is refused here");
            return;
        }
        delta.changed(at + ".amount", "clipped to the capacity, and to what keeps the credit in use covered");
        events.add(here.put("amount", amount).put("at", when.at()));
    }

    private void rate(ForeignMap event, String at, When when, String type) {
        Draft.Fields here = new Draft.Fields().put("type", type);
        if (type.equals("agent_arrival_rate")) here.put("agent", agent(event, "agent", "agent", at, false));
        Given multiplier = event.require("multiplier");
        if (multiplier == null) return;
        here.put("multiplier", multiplier.amount());
        multiplier.kept(at + ".multiplier");
        events.add(here.put("at", when.at()));
    }

    private void weight(ForeignMap event, String at, When when) {
        String agent = agent(event, "agent", "agent", at, false);
        String counterparty = agent(event, "counterparty", "counterparty", at, false);
        Given weight = event.require("new_weight");
        Given balance = event.find("auto_balance_others");
        if (weight == null) return;
        double share = weight.amount();
        weight.kept(at + ".weight");
        events.add(weightEvent(agent, counterparty, share, when));
        Map<String, Double> now = weights.computeIfAbsent(agent, this::firstWeights);
        now.put(counterparty, share);
        if (balance == null) return;
        if (!balance.flag()) {
            balance.kept(null);
            return;
        }
        double others = 0;
        for (Map.Entry<String, Double> other : now.entrySet()) {
            if (!other.getKey().equals(counterparty)) others += other.getValue();
        }
        if (others <= 0) {
            balance.lost("the other weights are all 0, so there is nothing to share out");
            return;
        }
        double factor = Math.max(0, 1 - share) / others;
        for (Map.Entry<String, Double> other : now.entrySet()) {
            if (other.getKey().equals(counterparty)) continue;
            other.setValue(other.getValue() * factor);
            events.add(weightEvent(agent, other.getKey(), other.getValue(), when));
        }
        balance.changed(
                "scenario_events",
                "written out: the weights of the others, as they are after the events before it in the file, scaled to a sum of "
                        + Draft.number(Math.max(0, 1 - share)).text());
    }

    private static Draft.Fields weightEvent(String agent, String counterparty, double weight, When when) {
        return new Draft.Fields()
                .put("type", "counterparty_weight")
                .put("agent", agent)
                .put("counterparty", counterparty)
                .put("weight", weight)
                .put("at", when.at());
    }

    /// Those of the agent's first flow; whom it leaves out weighs 1, as in the generator.
    private Map<String, Double> firstWeights(String agent) {
        List<Map<String, Double>> flows = agents.generated(agent).weights();
        Map<String, Double> listed = flows.isEmpty() ? Map.of() : flows.getFirst();
        Map<String, Double> all = new LinkedHashMap<>();
        for (String other : agents.ids()) if (!other.equals(agent)) all.put(other, listed.getOrDefault(other, 1.0));
        return all;
    }

    private void window(ForeignMap event, String at, When when) {
        Given min = event.find("min_ticks_multiplier");
        Given max = event.find("max_ticks_multiplier");
        if (min == null && max == null) {
            event.require("min_ticks_multiplier");
            return;
        }
        double least = min == null ? 1 : min.amount();
        double most = max == null ? 1 : max.amount();
        int uneven = 0;
        for (String agent : agents.ids()) {
            List<long[]> windows = agents.generated(agent).windows();
            if (windows.isEmpty()) continue;
            long[] first = windows.getFirst();
            boolean same = windows.stream().allMatch(each -> each[0] == first[0] && each[1] == first[1]);
            if (!same) {
                uneven++;
                continue;
            }
            long from = Math.max(1, Math.round(first[0] * least));
            events.add(
                    new Draft.Fields()
                            .put("type", "deadline_window")
                            .put("agent", agent)
                            .put("min", from)
                            .put("max", Math.max(from, Math.round(first[1] * most)))
                            .put("at", when.at()));
        }
        String note = "written out as ticks for each agent, of its first window, rounded, at least 1";
        if (uneven > 0) note += "; " + uneven + " agents with bands of several windows keep theirs";
        if (min != null) min.changed(at, note);
        if (max != null) max.changed(at, note);
    }
}
