package rtgsim.store;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.OffsetMethod;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;

/// What the largest of the derived tables need to know, noted while the events pass on their way into the database, so that they need not be found in it again:
/// docs/decisions/0048. It belongs to one thread at a time.
///
/// Where an event is missing, or the notes cannot be kept, they say that they are not whole, and the tables are derived from the stored events alone, as they are
/// by any process that completes the run of another.
final class DerivationNotes implements AutoCloseable {

    private static final EventKind[] KINDS = EventKind.values();
    private static final SettledBy[] BY_ORIGIN =
            Arrays.stream(SettlementOrigin.values()).map(o -> SettledBy.valueOf(o.name())).toArray(SettledBy[]::new);
    private static final SettledBy[] BY_METHOD =
            Arrays.stream(OffsetMethod.values()).map(m -> SettledBy.valueOf(m.name())).toArray(SettledBy[]::new);

    private final int centralBank;
    private final TransactionNotes transactions;
    private final AgentBlockNotes agentBlocks;
    private final AgentTickNotes agentTicks;
    private final AgentTotals agentTotals;
    private final NotedRows eventTxs;
    private final LiveTally tally;
    private final long[] byType = new long[KINDS.length];
    private long nextSeq;
    private boolean divided;
    private boolean whole = true;
    private @Nullable String fault;

    /// @param tally is told after each batch how many events of each type there are so far, and of each agent
    DerivationNotes(RunFiles files, RunHeader header, WriterProbe probe, LiveTally tally) {
        this.tally = tally;
        centralBank = header.agentIds().size();
        transactions = new TransactionNotes(new NoteFile(files.transactionNotes(), probe));
        agentBlocks =
                new AgentBlockNotes(
                        new NoteFile(files.agentBlockNotes(), probe),
                        new NoteFile(files.cycleMemberNotes(), probe),
                        centralBank + 1);
        agentTicks = new AgentTickNotes(new NoteFile(files.agentTickNotes(), probe), header.openingBalances());
        agentTotals = new AgentTotals(centralBank + 1);
        eventTxs = new NotedRows(new NoteFile(files.eventTxNotes(), probe), 2);
    }

    /// Notes events that are to be stored, in order.
    ///
    /// @return what went wrong, if something did now
    @Nullable String add(Batch batch) {
        if (!whole) return null;
        try {
            for (Batch.Slice slice : batch.slices()) add(slice.chunk(), slice.fromRow(), slice.untilRow());
            if (whole) tally.noted(nextSeq, byType.clone(), agentBlocks.inAll());
        } catch (IOException e) {
            giveUp(e);
        } catch (ArithmeticException tooLarge) {
            // DuckDB has sums of 128 bits.
            giveUp();
        }
        return fault;
    }

    /// Ends the notes.
    ///
    /// @return whether they hold everything of a run of so many events
    boolean complete(long events) {
        if (!whole || nextSeq != events) return false;
        try {
            transactions.finish();
            agentBlocks.end();
            agentTicks.end();
            return true;
        } catch (IOException e) {
            giveUp(e);
            return false;
        }
    }

    /// What went wrong with the notes themselves, if something did.
    @Nullable String fault() {
        return fault;
    }

    /// Whether a transaction was divided into parts: what became of it is then not in the notes, nor when the first ancestor of a part arrived.
    boolean anyDivided() {
        return divided;
    }

    TransactionNotes transactions() {
        return transactions;
    }

    AgentBlockNotes agentBlocks() {
        return agentBlocks;
    }

    AgentTickNotes agentTicks() {
        return agentTicks;
    }

    AgentTotals agentTotals() {
        return agentTotals;
    }

    /// Transactions that events name beside the one in their column, and the seqs of these events, in the order of seq.
    NotedRows eventTxs() {
        return eventTxs;
    }

    private void giveUp(IOException e) {
        fault =
                "what the tables need cannot be noted: "
                        + ManifestFile.message(e)
                        + "; they are derived from the events";
        giveUp();
    }

    private void giveUp() {
        whole = false;
        close();
    }

    private void add(EventChunk chunk, int from, int until) throws IOException {
        if (chunk.firstSeq() + from != nextSeq) {
            giveUp();
            return;
        }
        for (int row = from; row < until; row++) {
            byType[chunk.kind[row]]++;
            noteAgents(chunk, row);
            noteTransactions(chunk, row);
        }
        nextSeq = chunk.firstSeq() + until;
    }

    private void noteAgents(EventChunk chunk, int row) throws IOException {
        long seq = chunk.firstSeq() + row;
        agentBlocks.at(seq);
        int agent = chunk.agent[row];
        int other = chunk.other[row];
        if (other != RunHeader.NO_AGENT && chunk.tx[row] != RunHeader.NO_TX) {
            agentBlocks.sender(position(agent));
            agentBlocks.receiver(position(other));
            return;
        }
        if (agent != RunHeader.NO_AGENT) agentBlocks.named(position(agent));
        if (other != RunHeader.NO_AGENT) agentBlocks.named(position(other));
        if (KINDS[chunk.kind[row]] != EventKind.LSM_CYCLE_SETTLEMENT) return;
        long[] extra = chunk.extra();
        int start = chunk.b[row];
        for (int i = 0; i < extra[start]; i++) {
            int member = (int) extra[start + 2 + i];
            if (member != agent) agentBlocks.member(position(member), seq);
        }
    }

    private void noteTransactions(EventChunk chunk, int row) throws IOException {
        int tx = chunk.tx[row];
        agentTicks.at(chunk.tick[row]);
        switch (KINDS[chunk.kind[row]]) {
            case ARRIVAL -> {
                if (!transactions.isNext(tx)) throw new IOException("transaction " + tx + " arrives out of order");
                if (chunk.a[row] == RunHeader.NO_TX) {
                    agentTotals.sent(position(chunk.agent[row]), chunk.amount[row]);
                } else {
                    divided = true;
                    noteNamed(chunk.a[row], chunk, row);
                }
                transactions.arrived(
                        tx,
                        chunk.tick[row],
                        chunk.b[row],
                        position(chunk.agent[row]),
                        position(chunk.other[row]),
                        chunk.c[row] & (EventChunk.DIVISIBLE - 1),
                        chunk.amount[row]);
                agentTicks.joined(position(chunk.agent[row]), chunk.amount[row]);
            }
            case QUEUED_RTGS -> transactions.became(tx, TransactionNotes.CENTRAL);
            case POLICY_HOLD -> {
                if (chunk.a[row] == 1) transactions.became(tx, TransactionNotes.INTERNAL);
            }
            case POLICY_DROP -> {
                transactions.became(tx, TransactionNotes.DROPPED);
                agentTicks.left(position(chunk.agent[row]), transactions.amount(tx));
            }
            case POLICY_SPLIT -> {
                agentTicks.left(position(chunk.agent[row]), transactions.amount(tx));
                int start = chunk.b[row];
                for (int i = 1; i <= chunk.extra()[start]; i++) noteNamed(chunk.extra()[start + i], chunk, row);
            }
            case SETTLEMENT -> {
                SettledBy by = BY_ORIGIN[chunk.code[row]];
                transactions.settled(tx, chunk.tick[row], by);
                noteMove(position(chunk.agent[row]), position(chunk.other[row]), chunk.amount[row], by);
            }
            case LSM_BILATERAL_OFFSET -> {
                int start = chunk.b[row];
                SettledBy by = chunk.c[row] == 1 ? SettledBy.ENTRY : SettledBy.BILATERAL;
                noteOffset(chunk, row, start + 4, (int) chunk.extra()[start], by);
            }
            case LSM_CYCLE_SETTLEMENT -> {
                int start = chunk.b[row];
                int agents = (int) chunk.extra()[start];
                int count = (int) chunk.extra()[start + 1];
                noteOffset(chunk, row, start + 2 + 2 * agents, count, BY_METHOD[chunk.code[row]]);
            }
            case POLICY_SUBMIT, COLLATERAL_POST, COLLATERAL_WITHDRAW, COST_ACCRUAL, END_OF_DAY -> {}
        }
    }

    private void noteOffset(EventChunk chunk, int row, int from, int count, SettledBy by) throws IOException {
        for (int i = from; i < from + count; i++) {
            int tx = (int) chunk.extra()[i];
            transactions.settled(tx, chunk.tick[row], by);
            long parties = transactions.parties(tx);
            noteMove((int) (parties >> 32), (int) parties, transactions.amount(tx), by);
            noteNamed(tx, chunk, row);
        }
    }

    private void noteMove(int sender, int receiver, long amount, SettledBy by) {
        agentTicks.moved(sender, receiver, amount);
        agentTicks.left(sender, amount);
        if (by == SettledBy.LIQUIDITY) agentTotals.isLiquidity(sender, amount);
        else agentTotals.settled(sender, receiver, amount);
    }

    private void noteNamed(long tx, EventChunk chunk, int row) throws IOException {
        eventTxs.set(0, tx);
        eventTxs.set(1, chunk.firstSeq() + row);
        eventTxs.endRow();
    }

    private int position(int agent) {
        return agent == RunHeader.CENTRAL_BANK ? centralBank : agent;
    }

    @Override
    public void close() {
        try (transactions;
                agentBlocks;
                agentTicks;
                eventTxs) {
            // The files go as they are closed.
        } catch (IOException e) {
            System.getLogger("rtgsim.store").log(System.Logger.Level.DEBUG, "closing the notes of a run", e);
        }
    }
}
