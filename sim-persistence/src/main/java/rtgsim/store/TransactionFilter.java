package rtgsim.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which transactions of a run. Values of one property are alternatives, properties must all hold; an empty set or an absent bound asks for nothing.
///
/// Ranges include both ends. Ticks and days are those of the arrival; a part arrived with its first ancestor.
///
/// @param agentIds ids that the run does not have match nothing
/// @param parent only parts of this transaction
/// @param liquidity whether liquidity transfers are among them
public record TransactionFilter(
        @Nullable Integer tickMin,
        @Nullable Integer tickMax,
        Set<Integer> days,
        Set<String> agentIds,
        AgentRole role,
        Set<String> txIds,
        @Nullable Long amountMin,
        @Nullable Long amountMax,
        Set<TransactionStatus> statuses,
        @Nullable String parent,
        boolean liquidity) {

    /// All but liquidity transfers.
    static final EventQuery.Sql PAYMENTS = new EventQuery.Sql("settled_by IS DISTINCT FROM 'liquidity'", List.of());

    public TransactionFilter {
        days = Set.copyOf(days);
        agentIds = Set.copyOf(agentIds);
        txIds = Set.copyOf(txIds);
        statuses = Set.copyOf(statuses);
    }

    /// The parts of a transaction, not those of its parts.
    public static TransactionFilter partsOf(String txId) {
        return new TransactionFilter(
                null, null, Set.of(), Set.of(), AgentRole.ANY, Set.of(), null, null, Set.of(), txId, true);
    }

    /// These transactions.
    public static TransactionFilter of(List<String> txIds) {
        return new TransactionFilter(
                null, null, Set.of(), Set.of(), AgentRole.ANY, Set.copyOf(txIds), null, null, Set.of(), null, true);
    }

    /// Conditions on `transactions` of which each of the filter meets exactly one. What one agent sent and what it received have none in common, and each is decided by
    /// the scan of one column.
    List<EventQuery.Sql> parts(int ticksPerDay, Set<String> known) {
        if (agentIds.size() != 1 || role != AgentRole.ANY) return List.of(sql(ticksPerDay, known));
        return List.of(as(AgentRole.SENDER).sql(ticksPerDay, known), as(AgentRole.RECEIVER).sql(ticksPerDay, known));
    }

    /// The same with liquidity transfers among them.
    TransactionFilter withLiquidity() {
        return new TransactionFilter(
                tickMin, tickMax, days, agentIds, role, txIds, amountMin, amountMax, statuses, parent, true);
    }

    /// The agent, where one, in whatever role, is all that is asked for.
    Optional<String> onlyAgent() {
        TransactionFilter nothingElse =
                new TransactionFilter(
                        null, null, Set.of(), agentIds, role, Set.of(), null, null, Set.of(), null, liquidity);
        return agentIds.size() == 1 && equals(nothingElse) ? agentIds.stream().findFirst() : Optional.empty();
    }

    private TransactionFilter as(AgentRole one) {
        return new TransactionFilter(
                tickMin, tickMax, days, agentIds, one, txIds, amountMin, amountMax, statuses, parent, liquidity);
    }

    /// @param ticksPerDay of the run, since a day is a range of ticks
    /// @param known ids of its agents
    EventQuery.Sql sql(int ticksPerDay, Set<String> known) {
        List<String> agents = agentIds.stream().filter(known::contains).sorted().toList();
        List<Integer> txs = txIds.stream().flatMap(id -> EventQuery.txNumber(id).stream()).sorted().toList();
        EventQuery.Sql where =
                EventQuery.bound("arrival_tick >= ?", tickMin)
                        .and(EventQuery.bound("arrival_tick <= ?", tickMax))
                        .and(EventQuery.in("arrival_tick // " + ticksPerDay, "?", days))
                        .and(EventQuery.bound("amount >= ?", amountMin))
                        .and(EventQuery.bound("amount <= ?", amountMax))
                        .and(
                                EventQuery.in(
                                        "status",
                                        "?",
                                        statuses.stream().map(TransactionStatus::label).sorted().toList()));
        if (!txIds.isEmpty()) where = where.and(txs.isEmpty() ? EventQuery.Sql.NOTHING : EventQuery.in("tx", "?", txs));
        if (parent != null) {
            where =
                    where.and(
                            EventQuery.txNumber(parent)
                                    .map(tx -> EventQuery.bound("parent_tx = ?", tx))
                                    .orElse(EventQuery.Sql.NOTHING));
        }
        if (!liquidity) where = where.and(PAYMENTS);
        if (agentIds.isEmpty()) return where;
        if (agents.isEmpty()) return EventQuery.Sql.NOTHING;
        EventQuery.Sql sender = EventQuery.in("sender_id", "CAST(? AS agent_id)", agents);
        EventQuery.Sql receiver = EventQuery.in("receiver_id", "CAST(? AS agent_id)", agents);
        return where.and(
                switch (role) {
                    case SENDER -> sender;
                    case RECEIVER -> receiver;
                    case ANY -> sender.within("(", " OR ").followedBy(receiver.within("", ")"));
                });
    }
}
