package rtgsim.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import rtgsim.event.RunHeader;

/// The transactions of a stored run, in the order of their number. The run does not change, so totals are kept.
///
/// Any thread may ask.
final class StoredTransactions {

    /// What [#read] reads.
    static final String COLUMNS =
            "tx, arrival_tick, CAST(sender_id AS VARCHAR), CAST(receiver_id AS VARCHAR), amount, deadline_tick,"
                    + " CAST(priority AS INTEGER), status, settled_tick, settled_by, waited_ticks, parent_tx";

    private static final int COUNTS_KEPT = 256;
    private static final int LAST_KEPT = 256;

    /// A column of `transactions` that names an agent, and whether liquidity transfers are counted.
    private record Totals(String column, boolean liquidity) {}

    private final int ticksPerDay;
    private final Set<String> agentIds;
    private volatile @Nullable Boolean hasLiquidity;

    private final LastAnswers<TransactionFilter, Long> counts = new LastAnswers<>(COUNTS_KEPT);

    /// By number. Who asks for one mostly asks for its life next.
    private final LastAnswers<Integer, StoredTransaction> last = new LastAnswers<>(LAST_KEPT);

    /// By agent. To count those of all takes as long as to count those of two.
    private final Map<Totals, Map<String, Long>> totals = new ConcurrentHashMap<>();

    /// @param agentIds of the run
    StoredTransactions(int ticksPerDay, Set<String> agentIds) {
        this.ticksPerDay = ticksPerDay;
        this.agentIds = agentIds;
    }

    Optional<StoredTransaction> transaction(ReadConnection connection, String txId) throws SQLException {
        Optional<Integer> tx = EventQuery.txNumber(txId);
        if (tx.isEmpty()) return Optional.empty();
        StoredTransaction known = known(tx.get());
        if (known != null) return Optional.of(known);
        EventQuery.Sql one = new EventQuery.Sql("tx = ?", List.of(tx.get()));
        Optional<StoredTransaction> found = rows(connection, one, "").stream().findFirst();
        found.ifPresent(transaction -> last.put(tx.get(), transaction));
        return found;
    }

    /// One that was asked for lately, or null.
    @Nullable StoredTransaction known(int tx) {
        return last.get(tx);
    }

    /// In the order of their numbers. However many they are, it is one statement, since to prepare one with a place for each takes longer than the answer.
    List<TransactionParties> parties(ReadConnection connection, Collection<String> txIds) throws SQLException {
        List<Integer> txs = txIds.stream().flatMap(id -> EventQuery.txNumber(id).stream()).toList();
        List<TransactionParties> found = new ArrayList<>();
        try (ResultSet row =
                connection.ask(
                        "SELECT tx, CAST(sender_id AS VARCHAR), CAST(receiver_id AS VARCHAR), amount FROM transactions"
                                + " WHERE tx IN (SELECT unnest(CAST(? AS INTEGER[])))",
                        new EventQuery.Sql("", List.of(txs.toString())))) {
            while (row.next()) {
                found.add(
                        new TransactionParties(
                                RunHeader.txId(row.getInt(1)), row.getString(2), row.getString(3), row.getLong(4)));
            }
        }
        found.sort(Comparator.comparingInt(each -> EventQuery.txNumber(each.txId()).orElseThrow()));
        return found;
    }

    TransactionPage page(ReadConnection connection, TransactionFilter filter, PageRequest request) throws SQLException {
        long total = count(connection, filter);
        boolean ascending = request.order() == EventOrder.TICK_ASC;
        boolean forward = !(request instanceof PageRequest.Before);
        EventQuery.Sql from =
                switch (request) {
                    case PageRequest.From _ -> EventQuery.Sql.NONE;
                    case PageRequest.After r -> EventQuery.bound(ascending ? "tx > ?" : "tx < ?", r.seq());
                    case PageRequest.Before r -> EventQuery.bound(ascending ? "tx < ?" : "tx > ?", r.seq());
                };
        long offset = request instanceof PageRequest.From r ? r.offset() : 0;
        List<StoredTransaction> found =
                ordered(connection, filter, from, ascending == forward, request.limit() + 1, offset);
        boolean more = found.size() > request.limit();
        List<StoredTransaction> page = found.subList(0, Math.min(found.size(), request.limit()));
        if (page.isEmpty())
            return new TransactionPage(List.of(), total, !forward ? false : total > 0, !forward && total > 0);
        if (!forward) page = page.reversed();
        // Beyond the border that the page was reached by there is what the cursor came from.
        boolean earlier = forward ? offset > 0 || request instanceof PageRequest.After : more;
        boolean later = forward ? more : true;
        return new TransactionPage(page, total, earlier, later);
    }

    List<StoredTransaction> first(ReadConnection connection, TransactionFilter filter, int limit) throws SQLException {
        // Those that are asked for by their ids are few: DuckDB takes twice as long to find them in order.
        boolean isFew = !filter.txIds().isEmpty() && filter.txIds().size() <= limit;
        if (isFew) return inOrder(rows(connection, filter.sql(ticksPerDay, agentIds), ""), true);
        return ordered(connection, filter, EventQuery.Sql.NONE, true, limit, 0);
    }

    private long count(ReadConnection connection, TransactionFilter filter) throws SQLException {
        Long known = counts.get(filter);
        if (known != null) return known;
        TransactionFilter asked = asked(connection, filter);
        long count = 0;
        Optional<String> agent = asked.onlyAgent();
        if (agent.isPresent()) {
            if (asked.role() != AgentRole.RECEIVER) count += total(connection, "sender_id", agent.get(), asked);
            if (asked.role() != AgentRole.SENDER) count += total(connection, "receiver_id", agent.get(), asked);
            return count;
        }
        for (EventQuery.Sql part : asked.parts(ticksPerDay, agentIds)) {
            count += connection.number("SELECT count(*) FROM transactions" + part.where(), part).orElseThrow();
        }
        counts.put(filter, count);
        return count;
    }

    private long total(ReadConnection connection, String column, String agent, TransactionFilter asked)
            throws SQLException {
        Totals which = new Totals(column, asked.liquidity());
        Map<String, Long> known = totals.get(which);
        if (known == null) {
            known = new HashMap<>();
            EventQuery.Sql all = asked.liquidity() ? EventQuery.Sql.NONE : TransactionFilter.PAYMENTS;
            try (ResultSet row =
                    connection.ask(
                            "SELECT CAST("
                                    + column
                                    + " AS VARCHAR), count(*) FROM transactions"
                                    + all.where()
                                    + " GROUP BY "
                                    + column,
                            all)) {
                while (row.next()) known.put(row.getString(1), row.getLong(2));
            }
            totals.put(which, known);
        }
        return known.getOrDefault(agent, 0L);
    }

    /// To leave liquidity transfers out takes longer than all the rest of a question, and most runs have none.
    private TransactionFilter asked(ReadConnection connection, TransactionFilter filter) throws SQLException {
        if (filter.liquidity()) return filter;
        Boolean known = hasLiquidity;
        if (known == null) {
            String one = "SELECT 1 FROM transactions WHERE settled_by = 'liquidity' LIMIT 1";
            known = connection.number(one, EventQuery.Sql.NONE).isPresent();
            hasLiquidity = known;
        }
        return known ? filter : filter.withLiquidity();
    }

    /// What one agent sent and what it received are looked up in order, each in its column, and stop early; the other columns are read only of those on the page.
    private List<StoredTransaction> ordered(
            ReadConnection connection,
            TransactionFilter filter,
            EventQuery.Sql from,
            boolean ascending,
            int limit,
            long offset)
            throws SQLException {
        String order = " ORDER BY tx " + (ascending ? "ASC" : "DESC") + " LIMIT " + limit + " OFFSET " + offset;
        List<EventQuery.Sql> parts = asked(connection, filter).parts(ticksPerDay, agentIds);
        if (parts.size() == 1) return rows(connection, parts.getFirst().and(from), order);
        EventQuery.Sql numbers = EventQuery.Sql.NONE;
        for (EventQuery.Sql part : parts) {
            EventQuery.Sql one = part.and(from);
            String union = numbers.text().isEmpty() ? "" : " UNION ALL ";
            numbers = numbers.followedBy(one.within(union + "SELECT tx FROM transactions WHERE ", ""));
        }
        return inOrder(rows(connection, numbers.within("tx IN (SELECT tx FROM (", ")" + order + ")"), ""), ascending);
    }

    private static List<StoredTransaction> inOrder(List<StoredTransaction> found, boolean ascending) {
        Comparator<StoredTransaction> byNumber =
                Comparator.comparingInt(each -> EventQuery.txNumber(each.txId()).orElseThrow());
        found.sort(ascending ? byNumber : byNumber.reversed());
        return found;
    }

    private static List<StoredTransaction> rows(ReadConnection connection, EventQuery.Sql where, String order)
            throws SQLException {
        List<StoredTransaction> found = new ArrayList<>();
        try (ResultSet row =
                connection.ask("SELECT " + COLUMNS + " FROM transactions" + where.where() + order, where)) {
            while (row.next()) found.add(read(row));
        }
        return found;
    }

    static StoredTransaction read(ResultSet row) throws SQLException {
        String settledBy = row.getString(10);
        Integer parent = nullable(row, 12);
        return new StoredTransaction(
                RunHeader.txId(row.getInt(1)),
                row.getInt(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getInt(6),
                row.getInt(7),
                TransactionStatus.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                nullable(row, 9),
                settledBy == null ? null : SettledBy.valueOf(settledBy.toUpperCase(Locale.ROOT)),
                nullable(row, 11),
                parent == null ? null : RunHeader.txId(parent));
    }

    private static @Nullable Integer nullable(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
