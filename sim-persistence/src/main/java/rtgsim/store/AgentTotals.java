package rtgsim.store;

import java.sql.SQLException;
import org.duckdb.ColumnFunction;
import org.duckdb.ColumnMemory;
import org.duckdb.DuckDBColumnType;
import org.duckdb.EnumType;
import rtgsim.event.RunHeader;

/// Payments that each agent sent, settled and received, counted as the events pass. Agents are positions, and that after the last one is the central bank.
///
/// A transaction that is a part of another arrives as that one did, and what was divided is not settled itself. Transfers of liquidity are no payments.
final class AgentTotals {

    private static final int SENT = 0;
    private static final int SETTLED = 2;
    private static final int RECEIVED = 4;

    /// So that the sums of an agent are one line of the cache.
    private static final int LONGS = 8;

    private static final String[] NAMES = {"sent", "settled", "received"};

    /// Of each agent, by what was done: how many, and their value.
    private final long[] sums;

    /// @param agents how many there are, the central bank among them
    AgentTotals(int agents) {
        sums = new long[agents * LONGS];
    }

    /// @throws ArithmeticException if a sum does not fit into a long, here and below
    void sent(int agent, long amount) {
        add(agent, SENT, 1, amount);
    }

    /// What was taken for a payment as it arrived is a transfer of liquidity.
    void isLiquidity(int agent, long amount) {
        add(agent, SENT, -1, -amount);
    }

    void settled(int sender, int receiver, long amount) {
        add(sender, SETTLED, 1, amount);
        add(receiver, RECEIVED, 1, amount);
    }

    private void add(int agent, int of, int count, long amount) {
        int at = agent * LONGS + of;
        sums[at] += count;
        sums[at + 1] = Math.addExact(sums[at + 1], amount);
    }

    /// The rows of the table `agents` as a table function of DuckDB, in agent order.
    final class Columns implements RowSource {

        private final RunHeader header;
        private final AgentTickNotes ends;
        private final EnumType agents;
        private final WritableColumn ints = WritableColumn.ofInts();
        private final WritableColumn longs = WritableColumn.ofLongs();
        private int at;

        /// @param ends what agents have at the end
        /// @param agents the type of the file, open as long as the function is asked
        Columns(RunHeader header, AgentTickNotes ends, EnumType agents) {
            this.header = header;
            this.ends = ends;
            this.agents = agents;
        }

        @Override
        public void declare(ColumnFunction.Declaration columns) throws SQLException {
            columns.add("position", DuckDBColumnType.INTEGER);
            columns.add("agent_id", agents);
            columns.add("opening_balance", DuckDBColumnType.BIGINT);
            columns.add("closing_balance", DuckDBColumnType.BIGINT);
            for (String name : NAMES) {
                columns.add(name + "_count", DuckDBColumnType.BIGINT);
                columns.add(name + "_value", DuckDBColumnType.BIGINT);
            }
        }

        @Override
        public void begin() {
            at = 0;
        }

        @Override
        public int fill(ColumnMemory[] columns) {
            int rows = Math.min(ColumnMemory.CAPACITY, header.agentIds().size() - at);
            for (int i = 0; i < rows; i++) ints.setInt(i, at + i);
            ints.into(columns[0], rows);
            ints.into(columns[1], rows);
            for (int i = 0; i < rows; i++) longs.setLong(i, header.openingBalances().get(at + i));
            longs.into(columns[2], rows);
            for (int i = 0; i < rows; i++) longs.setLong(i, ends.balance(at + i));
            longs.into(columns[3], rows);
            for (int of = 0; of < 2 * NAMES.length; of++) {
                for (int i = 0; i < rows; i++) longs.setLong(i, sums[(at + i) * LONGS + of]);
                longs.into(columns[4 + of], rows);
            }
            at += rows;
            return rows;
        }
    }
}
