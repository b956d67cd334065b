package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Pages of events, in the order of seq: by place where the filtered set is a range, and else by ordered look-ups, in the blocks of the
/// log that matter where it is what an agent is in.
///
/// Any thread may ask.
final class EventPages {

    /// More events than a transaction has, unless it was held for years of ticks.
    static final int FEW_EVENTS = 10_000;

    /// Rows of a group of DuckDB's; a scan reads all or nothing of one.
    private static final long GROUP_ROWS = 122_880;

    /// How many times as many events as should hold a page are looked at first for it.
    private static final long NEAR = 4;

    private static final Comparator<StoredEvent> BY_SEQ = Comparator.comparingLong(event -> event.event().seq());

    private final RunCounts counts;
    private final EventRow rows;
    private final @Nullable StoredTransactions transactions;

    /// @param transactions of the run, or null while it is written, when they have no rows
    EventPages(RunCounts counts, EventRow rows, @Nullable StoredTransactions transactions) {
        this.counts = counts;
        this.rows = rows;
        this.transactions = transactions;
    }

    EventPage page(ReadConnection connection, EventQuery query, PageRequest request) throws SQLException {
        Optional<SeqRange> range = query.onlyRange();
        if (range.isPresent()) return byPlace(connection, range.get(), request);
        Optional<List<StoredEvent>> few = few(connection, query);
        if (few.isPresent()) return of(few.get(), request);
        boolean ascending = request.order() == EventOrder.TICK_ASC;
        long total = counts.count(connection, query);
        return switch (request) {
            case PageRequest.From r -> {
                OptionalLong first = seqAt(connection, query, ascending, r.offset(), total);
                if (first.isEmpty()) yield new EventPage(List.of(), total, r.offset() > 0 && total > 0, false);
                long start = first.getAsLong();
                List<StoredEvent> events = ordered(connection, query, start, ascending, r.limit(), total);
                yield new EventPage(events, total, r.offset() > 0, r.offset() + events.size() < total);
            }
            case PageRequest.After r -> {
                long next = ascending ? r.seq() + 1 : r.seq() - 1;
                List<StoredEvent> found = ordered(connection, query, next, ascending, r.limit() + 1, total);
                boolean later = found.size() > r.limit();
                boolean earlier = !ordered(connection, query, r.seq(), !ascending, 1, total).isEmpty();
                yield new EventPage(found.subList(0, Math.min(found.size(), r.limit())), total, earlier, later);
            }
            case PageRequest.Before r -> {
                long next = ascending ? r.seq() - 1 : r.seq() + 1;
                List<StoredEvent> found = ordered(connection, query, next, !ascending, r.limit() + 1, total);
                boolean earlier = found.size() > r.limit();
                boolean later = !ordered(connection, query, r.seq(), ascending, 1, total).isEmpty();
                yield new EventPage(
                        found.subList(0, Math.min(found.size(), r.limit())).reversed(), total, earlier, later);
            }
        };
    }

    Optional<StoredEvent> event(ReadConnection connection, long seq) throws SQLException {
        // As they were written events stand at the place of their number, where one is found in half of the time.
        Optional<StoredEvent> inPlace =
                rows(connection, new EventQuery.Sql("rowid = ? AND seq = ?", List.of(seq, seq)), "").stream()
                        .findFirst();
        if (inPlace.isPresent()) return inPlace;
        return rows(connection, new EventQuery.Sql("seq = ?", List.of(seq)), "").stream().findFirst();
    }

    /// All events of the filter in the order of seq, where one transaction is asked for and has few.
    Optional<List<StoredEvent>> few(ReadConnection connection, EventQuery query) throws SQLException {
        Optional<EventQuery.Sql> ofTx = query.namingOneTx();
        if (ofTx.isEmpty()) return Optional.empty();
        boolean isOrdered = query.range() != null;
        StoredTransaction known = isOrdered && transactions != null ? transactions.known(query.onlyTx()) : null;
        Optional<EventQuery.Sql> naming = naming(connection, query, ofTx.get());
        EventQuery.Sql life =
                transactions == null || !isOrdered
                        ? EventQuery.Sql.NONE
                        : known == null ? life(connection, ofTx.get()) : life(known.arrivalTick(), known.settledTick());
        TreeMap<Long, StoredEvent> bySeq = new TreeMap<>();
        for (EventQuery.Sql lookup : query.lookups(naming, true)) {
            for (StoredEvent event : rows(connection, lookup.and(life), " LIMIT " + FEW_EVENTS))
                bySeq.put(event.event().seq(), event);
        }
        return bySeq.size() < FEW_EVENTS ? Optional.of(List.copyOf(bySeq.values())) : Optional.empty();
    }

    /// What names the one transaction that is asked for in events that are not its own. Mostly that is one, which is found sooner alone.
    private static Optional<EventQuery.Sql> naming(ReadConnection connection, EventQuery query, EventQuery.Sql ofTx)
            throws SQLException {
        List<Long> seqs = new ArrayList<>();
        try (ResultSet row = connection.ask("SELECT seq FROM event_txs" + ofTx.where() + " LIMIT 2", ofTx)) {
            while (row.next()) seqs.add(row.getLong(1));
        }
        return switch (seqs.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(EventQuery.bound("seq = ?", seqs.getFirst()));
            default -> Optional.of(query.naming());
        };
    }

    /// The ticks in which a transaction has events. In the order of events its number is among those of some that waited for long, so that without them a scan reads far more.
    private static EventQuery.Sql life(ReadConnection connection, EventQuery.Sql ofTx) throws SQLException {
        String select = "SELECT arrival_tick, settled_tick FROM transactions" + ofTx.where();
        try (ResultSet row = connection.ask(select, ofTx)) {
            if (!row.next()) return EventQuery.Sql.NONE;
            int arrival = row.getInt(1);
            int settled = row.getInt(2);
            return life(arrival, row.wasNull() ? null : settled);
        }
    }

    private static EventQuery.Sql life(int arrivalTick, @Nullable Integer settledTick) {
        return EventQuery.bound("tick >= ?", arrivalTick).and(EventQuery.bound("tick <= ?", settledTick));
    }

    private static EventPage of(List<StoredEvent> all, PageRequest request) {
        boolean ascending = request.order() == EventOrder.TICK_ASC;
        List<StoredEvent> inOrder = ascending ? all : all.reversed();
        int size = inOrder.size();
        int from =
                switch (request) {
                    case PageRequest.From r -> (int) Math.min(size, r.offset());
                    case PageRequest.After r -> before(inOrder, ascending ? r.seq() + 1 : r.seq() - 1, ascending);
                    case PageRequest.Before r -> Math.max(0, before(inOrder, r.seq(), ascending) - request.limit());
                };
        int until =
                request instanceof PageRequest.Before r
                        ? before(inOrder, r.seq(), ascending)
                        : Math.min(size, from + request.limit());
        return new EventPage(inOrder.subList(from, until), size, from > 0, until < size);
    }

    /// How many stand before a seq.
    private static int before(List<StoredEvent> inOrder, long seq, boolean ascending) {
        return (int)
                inOrder.stream()
                        .filter(event -> ascending ? event.event().seq() < seq : event.event().seq() > seq)
                        .count();
    }

    /// The place of a page in a range says which events it has.
    private EventPage byPlace(ReadConnection connection, SeqRange all, PageRequest request) throws SQLException {
        boolean ascending = request.order() == EventOrder.TICK_ASC;
        int limit = request.limit();
        long size = all.size();
        long from =
                switch (request) {
                    case PageRequest.From r -> Math.min(size, r.offset());
                    case PageRequest.After r ->
                            within(size, ascending ? r.seq() + 1 - all.first() : all.until() - r.seq());
                    case PageRequest.Before r -> Math.max(0, place(all, r.seq(), ascending) - limit);
                };
        long until =
                request instanceof PageRequest.Before r ? place(all, r.seq(), ascending) : Math.min(size, from + limit);
        SeqRange page =
                ascending
                        ? new SeqRange(all.first() + from, all.first() + until)
                        : new SeqRange(all.until() - until, all.until() - from);
        List<StoredEvent> events =
                page.size() == 0
                        ? List.of()
                        : found(connection, EventQuery.within(page), true, Math.toIntExact(page.size()));
        return new EventPage(ascending ? events : events.reversed(), size, from > 0, until < size);
    }

    /// How many of a range stand before a seq.
    private static long place(SeqRange all, long seq, boolean ascending) {
        return within(all.size(), ascending ? seq - all.first() : all.until() - 1 - seq);
    }

    private static long within(long size, long place) {
        return Math.clamp(place, 0, size);
    }

    /// The seq of the event `offset` places into the filtered set.
    private OptionalLong seqAt(ReadConnection connection, EventQuery query, boolean ascending, long offset, long total)
            throws SQLException {
        if (offset >= total) return OptionalLong.empty();
        if (offset == 0) return OptionalLong.of(ascending ? 0 : Long.MAX_VALUE);
        AgentBlocks blocks = counts.blocks();
        Optional<SeqRange> ofAgents = query.onlyAgents();
        if (blocks != null && ofAgents.isPresent()) {
            long place = ascending ? offset : total - 1 - offset;
            return OptionalLong.of(blocks.seqAt(connection, query, ofAgents.get(), place));
        }
        EventQuery.Sql set = query.set();
        return connection.number(
                "SELECT seq FROM events"
                        + set.where()
                        + " ORDER BY seq "
                        + direction(ascending)
                        + " LIMIT 1 OFFSET "
                        + offset,
                set);
    }

    /// The events with this seq or a greater one, ascending; or with this seq or a smaller one, descending.
    ///
    /// @param total of the filtered set
    private List<StoredEvent> ordered(
            ReadConnection connection, EventQuery query, long from, boolean ascending, int limit, long total)
            throws SQLException {
        AgentBlocks blocks = counts.blocks();
        Optional<SeqRange> ofAgents = query.onlyAgents();
        EventQuery.Sql onwards = new EventQuery.Sql(ascending ? "seq >= ?" : "seq <= ?", List.of(from));
        if (blocks != null && ofAgents.isPresent()) {
            SeqRange all = ofAgents.get();
            long first = ascending ? Math.max(from, all.first()) : Math.min(from, all.until() - 1);
            AgentBlocks.Window window = blocks.enough(connection, query, first, ascending, limit);
            EventQuery.Sql within = onwards.and(window.where());
            if (window.members())
                return united(connection, query.lookups(Optional.of(query.naming()), true), within, ascending, limit);
            if (limit == 1) return one(connection, query.agentsInColumns().and(within), ascending);
            // In a few blocks one condition with OR is found sooner than two look-ups, which are for a whole run.
            return found(connection, query.agentsInColumns().and(within), ascending, limit);
        }
        List<EventQuery.Sql> lookups =
                query.lookups(Optional.of(query.naming()), counts.mayBeMembers(connection, query));
        if (ascending && lookups.size() == 2 && ofAgents.isPresent() && isDense(ofAgents.get(), limit, total)) {
            return found(connection, query.agentsInColumns().and(onwards), true, limit);
        }
        if (!ascending) {
            Optional<SeqRange> near = near(query, from, limit, total);
            if (near.isPresent()) {
                List<StoredEvent> found = united(connection, lookups, EventQuery.within(near.get()), false, limit);
                if (found.size() == limit) return found;
            }
        }
        return united(connection, lookups, onwards, ascending, limit);
    }

    /// Whether so many events of the filtered set should stand within one group of rows, where one scan for both columns finds them in half of the time of two.
    private static boolean isDense(SeqRange all, int limit, long total) {
        return all.size() < Long.MAX_VALUE && all.size() * limit <= GROUP_ROWS * total;
    }

    /// The first or last event of a few blocks, whose number is found in a third of the time of its row.
    private List<StoredEvent> one(ReadConnection connection, EventQuery.Sql where, boolean ascending)
            throws SQLException {
        String number = ascending ? "SELECT min(seq) FROM events" : "SELECT max(seq) FROM events";
        OptionalLong seq = connection.number(number + where.where(), where);
        return seq.isEmpty() ? List.of() : event(connection, seq.getAsLong()).stream().toList();
    }

    /// The events up to a seq that should hold so many of the filtered set, if they are not all there are: a scan begins with the first events in any case, so the last are looked
    /// for near their end first.
    private static Optional<SeqRange> near(EventQuery query, long last, int limit, long total) {
        SeqRange all = query.range();
        // Types come in bursts: what is near the end is then too little, and all is read after it.
        if (all == null || total == 0 || !query.kinds().isEmpty()) return Optional.empty();
        long until = last < all.until() ? last + 1 : all.until();
        long first = until - Math.max(GROUP_ROWS, NEAR * limit * all.size() / total);
        return first > all.first() ? Optional.of(new SeqRange(first, until)) : Optional.empty();
    }

    /// The first or last events that are found by one of the look-ups, where they are `onwards`. Where there are several, each is asked for seqs alone, and the rest is read of
    /// those on the page.
    private List<StoredEvent> united(
            ReadConnection connection,
            List<EventQuery.Sql> lookups,
            EventQuery.Sql onwards,
            boolean ascending,
            int limit)
            throws SQLException {
        if (lookups.size() == 1) return found(connection, lookups.getFirst().and(onwards), ascending, limit);
        String order = order(ascending, limit);
        EventQuery.Sql union = EventQuery.Sql.NONE;
        for (EventQuery.Sql lookup : lookups) {
            EventQuery.Sql seqs = lookup.and(onwards).within("(SELECT seq FROM events WHERE ", order + ")");
            union = union.text().isEmpty() ? seqs : union.followedBy(seqs.within(" UNION ", ""));
        }
        EventQuery.Sql page = union.within("SELECT seq FROM (", ")" + order);
        List<StoredEvent> found = rows(connection, page.within("seq IN (", ")"), "");
        found.sort(BY_SEQ);
        return ascending ? found : found.reversed();
    }

    /// The first or last events that meet a condition, in their order. Since they were written in the order of seq, the first that a scan meets are the first ones: asked to sort them, DuckDB looks
    /// on until no others can come before, and reads them again, which takes twice the time.
    private List<StoredEvent> found(ReadConnection connection, EventQuery.Sql where, boolean ascending, int limit)
            throws SQLException {
        List<StoredEvent> found = rows(connection, where, ascending ? " LIMIT " + limit : order(false, limit));
        if (ascending) found.sort(BY_SEQ);
        return found;
    }

    private static String order(boolean ascending, int limit) {
        return " ORDER BY seq " + direction(ascending) + " LIMIT " + limit;
    }

    private static String direction(boolean ascending) {
        return ascending ? "ASC" : "DESC";
    }

    private List<StoredEvent> rows(ReadConnection connection, EventQuery.Sql where, String order) throws SQLException {
        List<StoredEvent> found = new ArrayList<>();
        try (ResultSet row =
                connection.ask("SELECT " + EventRow.COLUMNS + " FROM events" + where.where() + order, where)) {
            while (row.next()) found.add(rows.read(row));
        }
        return found;
    }
}
