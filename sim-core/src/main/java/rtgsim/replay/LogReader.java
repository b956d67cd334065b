package rtgsim.replay;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;

/// Hands out the events of the tick that is being replayed, in order, and refuses gaps in seq and ticks that go back.
final class LogReader {

    private final Iterator<? extends Event> events;

    /// Read from the source and not yet discarded; those before `at` were taken and may be asked for again.
    private final List<Event> ahead = new ArrayList<>();

    private int at;
    private boolean keepsTaken;
    private long seq;
    private int tick;
    private String phase = "";

    LogReader(Iterable<? extends Event> events) {
        this.events = events.iterator();
    }

    void enterTick(int newTick) {
        tick = newTick;
    }

    void enterPhase(int number, String name) {
        phase = "phase " + number + " (" + name + ")";
    }

    /// The seq that the next event must have, which is the number of events read.
    long seq() {
        return seq;
    }

    /// The next event if it is of this tick, else null.
    @Nullable Event peek() {
        return peek(0);
    }

    /// The event `further` places after the next one, if it is of this tick, else null.
    @Nullable Event peek(int further) {
        Event event = read(further);
        return event == null || event.tick() > tick ? null : event;
    }

    private @Nullable Event read(int further) {
        while (ahead.size() <= at + further && events.hasNext()) {
            Event event = events.next();
            long expected = seq + ahead.size() - at;
            if (event.seq() != expected) {
                throw failure(expected, "expected seq " + expected + ", found " + event);
            }
            ahead.add(event);
        }
        if (ahead.size() <= at + further) return null;
        Event event = ahead.get(at + further);
        if (event.tick() < tick) throw failure(event.seq(), "expected no tick before " + tick + ", found " + event);
        return event;
    }

    /// Takes the event that was peeked at.
    void take() {
        at++;
        seq++;
        if (!keepsTaken) discardTaken();
    }

    /// Keeps what is taken from here on, so that [#goBack] can return here.
    void mark() {
        keepsTaken = true;
    }

    void goBack() {
        seq -= at;
        at = 0;
    }

    /// Forgets the mark.
    void goOn() {
        keepsTaken = false;
        discardTaken();
    }

    private void discardTaken() {
        ahead.subList(0, at).clear();
        at = 0;
    }

    /// Takes the next event, which must be this one.
    void expect(Event expected) {
        if (!expected.equals(peek())) throw differs(expected.toString());
        take();
    }

    /// Nothing may be left of this tick.
    void endTick() {
        if (peek() != null) throw differs("no further event in this tick");
    }

    void endLog() {
        if (read(0) != null) throw differs("no event after the last tick");
    }

    /// The next event is not what it must be.
    ReplayFailed differs(String expected) {
        Event found = read(0);
        return failure(seq, "expected " + expected + ", found " + (found == null ? "the end of the log" : found));
    }

    /// An event that was read is wrong in some detail.
    ReplayFailed failure(long wrongSeq, String what) {
        return new ReplayFailed(wrongSeq, tick, phase + ": " + what);
    }
}
