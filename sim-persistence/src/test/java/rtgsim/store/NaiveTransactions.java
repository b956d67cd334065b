package rtgsim.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.event.Event;

/// What became of each transaction, followed event by event.
final class NaiveTransactions {

    private final Map<String, Life> lives = new TreeMap<>();

    private static final class Life {
        final Event.Arrival arrival;
        final int arrivalTick;
        TransactionStatus status = TransactionStatus.INTERNAL;
        @Nullable Integer settledTick;
        long settledSeq = -1;
        @Nullable SettledBy settledBy;
        final List<Life> parts = new ArrayList<>();

        Life(Event.Arrival arrival, int arrivalTick) {
            this.arrival = arrival;
            this.arrivalTick = arrivalTick;
        }
    }

    /// In the order of tx_id.
    static List<StoredTransaction> of(List<Event> events) {
        NaiveTransactions all = new NaiveTransactions();
        for (Event event : events) all.follow(event);
        List<Life> youngestFirst = new ArrayList<>(all.lives.values()).reversed();
        for (Life life : youngestFirst) all.judgeByParts(life);
        return all.lives.values().stream().map(NaiveTransactions::row).toList();
    }

    private void follow(Event event) {
        switch (event) {
            case Event.Arrival e -> {
                Life parent = e.parentTxId() == null ? null : life(e.parentTxId());
                Life life = new Life(e, parent == null ? e.tick() : parent.arrivalTick);
                lives.put(e.txId(), life);
                if (parent != null) parent.parts.add(life);
            }
            case Event.QueuedRtgs e -> life(e.txId()).status = TransactionStatus.CENTRAL;
            case Event.PolicyHold e -> {
                if (e.withdrawn()) life(e.txId()).status = TransactionStatus.INTERNAL;
            }
            case Event.PolicyDrop e -> life(e.txId()).status = TransactionStatus.DROPPED;
            case Event.PolicySplit e -> life(e.txId()).status = TransactionStatus.SPLIT;
            case Event.Settlement e -> settle(e, e.txId(), SettledBy.valueOf(e.origin().name()));
            case Event.LsmBilateralOffset e -> {
                for (String tx : e.txIds()) settle(e, tx, e.atEntry() ? SettledBy.ENTRY : SettledBy.BILATERAL);
            }
            case Event.LsmCycleSettlement e -> {
                for (String tx : e.txIds())
                    settle(e, tx, SettledBy.valueOf(e.method().label().toUpperCase(Locale.ROOT)));
            }
            case Event.PolicySubmit e -> {}
            case Event.CollateralPost e -> {}
            case Event.CollateralWithdraw e -> {}
            case Event.CostAccrual e -> {}
            case Event.EndOfDay e -> {}
        }
    }

    private void settle(Event event, String tx, SettledBy by) {
        Life life = life(tx);
        life.status = TransactionStatus.SETTLED;
        life.settledTick = event.tick();
        life.settledSeq = event.seq();
        life.settledBy = by;
    }

    /// A divided transaction is judged when all its parts are.
    private void judgeByParts(Life life) {
        if (life.parts.isEmpty()) return;
        boolean waits = false;
        boolean lost = false;
        boolean gained = false;
        Life last = life.parts.getFirst();
        for (Life part : life.parts) {
            waits |=
                    part.status == TransactionStatus.INTERNAL
                            || part.status == TransactionStatus.CENTRAL
                            || part.status == TransactionStatus.SPLIT;
            lost |= part.status == TransactionStatus.DROPPED || part.status == TransactionStatus.PARTLY_SETTLED;
            gained |= part.status == TransactionStatus.SETTLED || part.status == TransactionStatus.PARTLY_SETTLED;
            if (part.settledSeq > last.settledSeq) last = part;
        }
        life.settledSeq = last.settledSeq;
        if (waits) life.status = TransactionStatus.SPLIT;
        else if (!lost) {
            life.status = TransactionStatus.SETTLED;
            life.settledTick = last.settledTick;
            life.settledBy = last.settledBy;
        } else life.status = gained ? TransactionStatus.PARTLY_SETTLED : TransactionStatus.DROPPED;
    }

    private Life life(String tx) {
        Life life = lives.get(tx);
        if (life == null) throw new AssertionError("no arrival of " + tx);
        return life;
    }

    private static StoredTransaction row(Life life) {
        Event.Arrival a = life.arrival;
        Integer settledTick = life.settledTick;
        return new StoredTransaction(
                a.txId(),
                life.arrivalTick,
                a.senderId(),
                a.receiverId(),
                a.amount(),
                a.deadlineTick(),
                a.priority(),
                life.status,
                settledTick,
                life.settledBy,
                settledTick == null ? null : settledTick - life.arrivalTick,
                a.parentTxId());
    }
}
