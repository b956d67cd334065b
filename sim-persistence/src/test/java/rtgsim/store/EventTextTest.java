package rtgsim.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import rtgsim.event.ArrivalOrigin;
import rtgsim.event.Event;
import rtgsim.scenario.Simulation;

/// Ids, times, JSON and CSV of single events.
class EventTextTest {

    private static final EventIds IDS = new EventIds("cycle-example");

    @Test
    void theEventIdIsThatOfTheRuleBook() {
        assertEquals("87e45b68-f057-8090-8000-000000000009", IDS.of(9));
    }

    @Test
    void anEventIdLeadsBackToItsSeqAndNoOtherTextDoes() {
        assertEquals(OptionalLong.of(9), IDS.seqOf("87e45b68-f057-8090-8000-000000000009"));
        assertEquals(OptionalLong.of(9), IDS.seqOf("87E45B68-F057-8090-8000-000000000009"));
        long greatest = (1L << 62) - 1;
        assertEquals(OptionalLong.of(greatest), IDS.seqOf(IDS.of(greatest)));
        assertTrue(IDS.seqOf("87e45b68-f057-8090-c000-000000000009").isEmpty());
        assertTrue(IDS.seqOf("87e45b68-f057-8091-8000-000000000009").isEmpty());
        assertTrue(IDS.seqOf("87e45b68-f057-8090-8000-9").isEmpty());
        assertTrue(IDS.seqOf("9").isEmpty());
    }

    @Test
    void eventIdsSortInTheOrderOfSeq() {
        assertTrue(IDS.of(9).compareTo(IDS.of(10)) < 0);
        assertTrue(IDS.of((1L << 40) - 1).compareTo(IDS.of(1L << 40)) < 0);
    }

    @Test
    void aTickIsStampedWithItsShareOfTheDayRoundedDown() {
        EventClock clock = new EventClock(calendar(7, Simulation.BusinessDays.CONSECUTIVE));
        assertEquals(LocalDateTime.parse("2026-01-02T07:00:00"), clock.timeOf(0));
        assertEquals(LocalDateTime.parse("2026-01-02T08:34:17.142857"), clock.timeOf(1));
        assertEquals(LocalDateTime.parse("2026-01-03T07:00:00"), clock.timeOf(7));
    }

    @Test
    void weekdaysLeaveOutTheWeekend() {
        EventClock clock = new EventClock(calendar(1, Simulation.BusinessDays.WEEKDAYS));
        assertEquals(LocalDate.parse("2026-01-02"), clock.timeOf(0).toLocalDate());
        assertEquals(LocalDate.parse("2026-01-05"), clock.timeOf(1).toLocalDate());
        assertEquals(LocalDate.parse("2026-01-12"), clock.timeOf(6).toLocalDate());
    }

    @Test
    void theFirstTickFromATimeIsTheOneThatIsNotBeforeIt() {
        EventClock clock = new EventClock(calendar(7, Simulation.BusinessDays.WEEKDAYS));
        assertEquals(0, clock.firstTickFrom(LocalDateTime.parse("2020-01-01T00:00:00")));
        assertEquals(1, clock.firstTickFrom(clock.timeOf(1)));
        assertEquals(2, clock.firstTickFrom(clock.timeOf(1).plusNanos(1)));
        assertEquals(7, clock.firstTickFrom(LocalDateTime.parse("2026-01-03T12:00:00")));
        assertEquals(70, clock.firstTickFrom(LocalDateTime.parse("2030-01-01T00:00:00")));
    }

    @Test
    void anEventIsOneObjectWithoutWhiteSpaceAndNumbersBeyondDoublesAreTexts() {
        EventJson json =
                new EventJson("cycle-example", new EventClock(calendar(7, Simulation.BusinessDays.CONSECUTIVE)));
        Event event =
                new Event.Arrival(
                        9,
                        1,
                        "tx_00000001",
                        "A \"x\"",
                        "B",
                        9_007_199_254_740_993L,
                        3,
                        5,
                        true,
                        null,
                        ArrivalOrigin.FILE);
        assertEquals(
                """
                {"event_id":"87e45b68-f057-8090-8000-000000000009","seq":9,"simulation_id":"cycle-example","tick":1,"day":0,\
                "event_timestamp":"2026-01-02T08:34:17.142857","event_type":"Arrival","category":"transaction","agent_id":"A \\"x\\"",\
                "tx_id":"tx_00000001","details":{"sender_id":"A \\"x\\"","receiver_id":"B","amount":"9007199254740993","deadline_tick":3,\
                "priority":5,"divisible":true,"origin":"file"}}\
                """,
                json.event(event));
        assertTrue(EventJson.details(event).contains("\"amount\":9007199254740993,"));
        assertTrue(
                json.event(new Event.EndOfDay(0, 0, 0, 0, 9_007_199_254_740_992L, 0)).contains(":9007199254740992,"));
    }

    @Test
    void aRowOfCsvQuotesWhatNeedsItAndDefusesFormulas() {
        EventJson json =
                new EventJson("cycle-example", new EventClock(calendar(7, Simulation.BusinessDays.CONSECUTIVE)));
        Event event = new Event.PolicyDrop(9, 7, "=1+1", "tx_00000001", "close");
        assertEquals(
                "87e45b68-f057-8090-8000-000000000009,cycle-example,7,1,2026-01-03 07:00:00,PolicyDrop,"
                        + "\"{\"\"reason\"\":\"\"close\"\"}\",'=1+1,tx_00000001,2026-02-03 04:05:06.07",
                json.csv(new StoredEvent(event, LocalDateTime.parse("2026-02-03T04:05:06.070"))));
        Event system = new Event.EndOfDay(10, 7, 1, 0, 0, 0);
        assertTrue(
                json.csv(new StoredEvent(system, LocalDateTime.parse("2026-02-03T04:05:06")))
                        .endsWith(",,,2026-02-03 04:05:06"));
    }

    private static Simulation calendar(int ticksPerDay, Simulation.BusinessDays businessDays) {
        return new Simulation(
                ticksPerDay,
                10,
                1,
                Simulation.Rng.PER_AGENT,
                Simulation.DeadlineCap.NONE,
                LocalTime.of(7, 0),
                LocalTime.of(18, 0),
                LocalDate.of(2026, 1, 2),
                businessDays);
    }
}
