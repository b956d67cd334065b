package rtgsim.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;
import rtgsim.store.EventFilter;
import rtgsim.store.EventOrder;
import rtgsim.store.StoredEvent;
import rtgsim.store.StoredRun;

/// The life of one transaction as its events tell it: where it was, why it waited, and what it settled together with.
///
/// Liquidity transfers have one too; it begins and ends in one tick.
///
/// @param spans where it was, one after the other; what began and ended in one tick is left out
/// @param waits what kept it from settling, one after the other
/// @param offset the event that settled it together with others, if one did
/// @param events the first of its events, at most [#EVENTS_SHOWN]
/// @param eventsTotal how many there are
public record TransactionLife(
        List<Span> spans, List<Wait> waits, @Nullable Offset offset, List<StoredEvent> events, long eventsTotal) {

    /// A transaction that is held each tick of a long run has an event a tick; a reader is helped by the first ones.
    public static final int EVENTS_SHOWN = 200;

    /// How many of those it settled with are named.
    public static final int PARTNERS_SHOWN = 200;

    /// @param state `internal` or `central`
    /// @param untilTick the tick in which it left, or null if it never did
    public record Span(String state, int fromTick, @Nullable Integer untilTick) {}

    /// @param queue `internal` or `central`
    /// @param cause of a `PolicyHold` its reason, of a `QueuedRtgs` its cause
    /// @param shortfall what was missing when it joined the central queue, of such a wait
    public record Wait(
            String queue, String cause, @Nullable Long shortfall, int fromTick, @Nullable Integer untilTick) {}

    /// @param partners the others, at most [#PARTNERS_SHOWN]
    public record Offset(long seq, int tick, String eventType, List<String> partners, int partnersTotal) {
        public Offset {
            partners = List.copyOf(partners);
        }
    }

    public TransactionLife {
        spans = List.copyOf(spans);
        waits = List.copyOf(waits);
        events = List.copyOf(events);
    }

    /// Follows a transaction of the run through all its events.
    public static TransactionLife of(StoredRun run, String txId) {
        Follower follower = new Follower(txId);
        long total =
                run.eachEvent(
                        EventFilter.builder().txIds(List.of(txId)).build(), EventOrder.TICK_ASC, follower::follow);
        return new TransactionLife(follower.spans, follower.waits, follower.offset, follower.events, total);
    }

    /// Where a transaction can be.
    private enum State {
        NOWHERE,
        INTERNAL,
        CENTRAL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Follower {

        private final String txId;
        private final List<Span> spans = new ArrayList<>();
        private final List<Wait> waits = new ArrayList<>();
        private final List<StoredEvent> events = new ArrayList<>();
        private @Nullable Offset offset;
        private State state = State.NOWHERE;
        private boolean waiting;

        Follower(String txId) {
            this.txId = txId;
        }

        void follow(StoredEvent stored) {
            Event event = stored.event();
            if (events.size() < EVENTS_SHOWN) events.add(stored);
            switch (event) {
                case Event.Arrival e -> {
                    // The arrival of a part names its parent, whose life it does not change.
                    if (e.txId().equals(txId)) enter(State.INTERNAL, e.tick());
                }
                case Event.PolicySubmit e -> leave(e.tick());
                case Event.PolicyHold e -> {
                    if (e.withdrawn()) {
                        leave(e.tick());
                        enter(State.INTERNAL, e.tick());
                    }
                    hold(e.reason(), e.tick());
                }
                case Event.QueuedRtgs e -> {
                    enter(State.CENTRAL, e.tick());
                    waits.add(new Wait(State.CENTRAL.label(), e.cause().label(), e.shortfall(), e.tick(), null));
                    waiting = true;
                }
                case Event.Settlement e -> leave(e.tick());
                case Event.PolicyDrop e -> leave(e.tick());
                case Event.PolicySplit e -> leave(e.tick());
                case Event.LsmBilateralOffset e -> settleWith(e, e.txIds());
                case Event.LsmCycleSettlement e -> settleWith(e, e.txIds());
                case Event.CollateralPost _, Event.CollateralWithdraw _, Event.CostAccrual _, Event.EndOfDay _ ->
                        throw new IllegalStateException(
                                "an event of no transaction was found by one: seq " + event.seq());
            }
        }

        private void settleWith(Event event, List<String> together) {
            List<String> others = together.stream().filter(tx -> !tx.equals(txId)).toList();
            offset =
                    new Offset(
                            event.seq(),
                            event.tick(),
                            event.kind().label(),
                            others.subList(0, Math.min(PARTNERS_SHOWN, others.size())),
                            others.size());
            leave(event.tick());
        }

        /// A hold for the same reason as the last is the same wait.
        private void hold(String reason, int tick) {
            if (waiting && waits.getLast().cause().equals(reason)) return;
            endWait(tick);
            waits.add(new Wait(State.INTERNAL.label(), reason, null, tick, null));
            waiting = true;
        }

        private void enter(State next, int tick) {
            state = next;
            spans.add(new Span(next.label(), tick, null));
        }

        private void leave(int tick) {
            endWait(tick);
            if (state == State.NOWHERE) return;
            state = State.NOWHERE;
            Span open = spans.removeLast();
            if (open.fromTick() < tick) spans.add(new Span(open.state(), open.fromTick(), tick));
        }

        private void endWait(int tick) {
            if (!waiting) return;
            waiting = false;
            Wait open = waits.removeLast();
            waits.add(new Wait(open.queue(), open.cause(), open.shortfall(), open.fromTick(), tick));
        }
    }
}
