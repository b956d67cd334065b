package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import rtgsim.event.Event;
import rtgsim.event.EventCategory;
import rtgsim.event.EventKind;
import rtgsim.event.RunHeader;
import rtgsim.scenario.Scenario;

/// Compares what a run answers with what a plain loop over its records finds.
///
/// @param events all of them, in order
record FilterCheck(RunEvents run, List<Event> events) {

    /// Totals, pages either way and facets.
    ///
    /// @return how many events the filter finds
    int check(EventFilter filter, Random random) {
        List<Event> expected = naive(filter);
        assertEquals(expected.size(), run.count(filter), filter::toString);
        checkPages(filter, expected, random);
        checkPage(filter, run.page(filter, new PageRequest.From(EventOrder.TICK_ASC, 1, 0)), expected, 0, 1);
        checkFacets(filter, expected);
        return expected.size();
    }

    private void checkPages(EventFilter filter, List<Event> expected, Random random) {
        EventOrder order = EventOrder.values()[random.nextInt(2)];
        List<Event> inOrder = order == EventOrder.TICK_ASC ? expected : expected.reversed();
        int limit = Math.max(1, Math.min(1_000, expected.size() / 3 + random.nextInt(5)));
        int offset = expected.isEmpty() ? 0 : random.nextInt(expected.size() + 2);
        checkPage(
                filter,
                run.page(filter, new PageRequest.From(order, limit, offset)),
                inOrder,
                Math.min(offset, inOrder.size()),
                limit);
        if (inOrder.isEmpty()) return;
        int at = random.nextInt(inOrder.size());
        long seq = inOrder.get(at).seq();
        checkPage(filter, run.page(filter, new PageRequest.After(order, limit, seq)), inOrder, at + 1, limit);
        int from = Math.max(0, at - limit);
        checkPage(filter, run.page(filter, new PageRequest.Before(order, limit, seq)), inOrder, from, at - from);
    }

    private void checkPage(EventFilter filter, EventPage page, List<Event> all, int from, int limit) {
        int until = Math.min(all.size(), from + limit);
        assertEquals(
                all.subList(from, until), page.events().stream().map(StoredEvent::event).toList(), filter::toString);
        assertEquals(all.size(), page.total(), filter::toString);
        assertEquals(from > 0 && !all.isEmpty(), page.earlier(), filter::toString);
        assertEquals(until < all.size(), page.later(), filter::toString);
    }

    private void checkFacets(EventFilter filter, List<Event> expected) {
        Map<Facet, Map<String, Long>> facets = run.facets(filter, EnumSet.allOf(Facet.class));
        Map<String, Long> types = new HashMap<>();
        Map<String, Long> categories = new HashMap<>();
        Map<String, Long> agents = new HashMap<>();
        for (Event event : expected) {
            types.merge(event.kind().label(), 1L, Long::sum);
            categories.merge(event.kind().category().label(), 1L, Long::sum);
            for (String agent : SampleLog.AGENTS)
                if (NaiveFilter.involvesAgent(event, agent, AgentRole.ANY)) agents.merge(agent, 1L, Long::sum);
            if (NaiveFilter.involvesAgent(event, Scenario.CENTRAL_BANK, AgentRole.ANY))
                agents.merge(Scenario.CENTRAL_BANK, 1L, Long::sum);
        }
        assertEquals(
                Map.of(Facet.TYPE, types, Facet.CATEGORY, categories, Facet.AGENT, agents), facets, filter::toString);
    }

    List<Event> naive(EventFilter filter) {
        EventClock clock = run.json().clock();
        return events.stream().filter(event -> NaiveFilter.finds(filter, clock, event)).toList();
    }

    EventFilter random(Random random) {
        EventFilter.Builder filter = EventFilter.builder();
        int ticks = 240;
        int conditions = 1 + random.nextInt(3);
        for (int i = 0; i < conditions; i++) {
            switch (random.nextInt(11)) {
                case 0 -> filter.ticks(List.of(random.nextInt(ticks), random.nextInt(ticks)));
                case 1 -> filter.tickMin(random.nextInt(ticks));
                case 2 -> filter.tickMax(random.nextInt(ticks));
                case 3 ->
                        filter.seqMin((long) random.nextInt(events.size()))
                                .seqMax((long) random.nextInt(events.size()));
                case 4 ->
                        filter.timeFrom(
                                run.json()
                                        .clock()
                                        .timeOf(random.nextInt(ticks))
                                        .minusNanos(random.nextInt(2) * 1_000L));
                case 5 ->
                        filter.timeTo(
                                run.json().clock().timeOf(random.nextInt(ticks)).plusNanos(random.nextInt(2) * 1_000L));
                case 6 -> filter.days(List.of(random.nextInt(7), random.nextInt(6)));
                case 7 -> {
                    filter.role(AgentRole.values()[random.nextInt(3)]);
                    List<String> agents = new ArrayList<>(SampleLog.AGENTS);
                    agents.add(Scenario.CENTRAL_BANK);
                    agents.add("nobody");
                    int count = 1 + random.nextInt(3);
                    for (int k = 0; k < count; k++) filter.agentIds(List.of(agents.get(random.nextInt(agents.size()))));
                }
                case 8 -> {
                    int count = 1 + random.nextInt(4);
                    for (int k = 0; k < count; k++) filter.txIds(List.of(RunHeader.txId(1 + random.nextInt(2_500))));
                }
                case 9 -> filter.amountMin((long) random.nextInt(1_000_000));
                case 10 -> {
                    if (random.nextBoolean()) filter.categories(List.of(EventCategory.values()[random.nextInt(7)]));
                    else {
                        filter.kinds(
                                List.of(
                                        EventKind.values()[random.nextInt(13)],
                                        EventKind.values()[random.nextInt(13)]));
                    }
                }
                default -> throw new AssertionError();
            }
        }
        return filter.build();
    }

    /// Each property alone, since totals and pages of one are found by ways of their own, and two of a list.
    static List<EventFilter> ofOneRoleOrType() {
        List<EventFilter> filters = new ArrayList<>();
        List<String> agents = new ArrayList<>(SampleLog.AGENTS);
        agents.add(Scenario.CENTRAL_BANK);
        for (AgentRole role : AgentRole.values()) {
            for (String agent : agents) {
                filters.add(EventFilter.builder().agentIds(List.of(agent)).role(role).build());
                filters.add(EventFilter.builder().agentIds(List.of(agent, "A", "nobody")).role(role).build());
                filters.add(EventFilter.builder().agentIds(List.of(agent)).role(role).tickMin(100).build());
            }
            filters.add(EventFilter.builder().agentIds(List.of("nobody")).role(role).build());
        }
        for (EventKind kind : EventKind.values()) {
            filters.add(EventFilter.builder().kinds(List.of(kind)).build());
            filters.add(
                    EventFilter.builder().kinds(List.of(kind, EventKind.SETTLEMENT)).agentIds(List.of("A")).build());
        }
        for (EventCategory category : EventCategory.values())
            filters.add(EventFilter.builder().categories(List.of(category)).build());
        return filters;
    }
}
