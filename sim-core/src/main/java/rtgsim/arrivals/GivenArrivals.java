package rtgsim.arrivals;

import java.util.Arrays;
import rtgsim.event.ArrivalOrigin;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Simulation;

/// Arrivals that are given as columns, as from a payments file: origin `file`, not divisible.
///
/// Rows may stand in any order of ticks; those of one tick arrive in the order of the rows. The scenario's deadline cap holds for them too. The columns are
/// kept, not copied: whoever gives them leaves them as they are.
public final class GivenArrivals implements ArrivalSource {

    private final DeadlineRule deadlines;
    private final int[] tick;
    private final int[] sender;
    private final int[] receiver;
    private final long[] amount;
    private final byte[] priority;
    private final int[] deadlineTick;

    /// The rows by tick, those of one tick ascending.
    private final int[] rows;

    private int nextRow;
    private int nextTick;

    /// @param tick of the run, one for each row; the other columns are as long
    /// @param sender positions in agent order, as are those of `receiver`
    /// @param amount minor units, at least 1
    /// @param priority declared, 0 to 10
    /// @param deadlineTick of the run, also beyond its end, after `tick`
    /// @throws IllegalArgumentException for the first row that cannot be; rows count from 0
    public GivenArrivals(
            Simulation simulation,
            AgentOrder order,
            int[] tick,
            int[] sender,
            int[] receiver,
            long[] amount,
            byte[] priority,
            int[] deadlineTick) {
        deadlines = new DeadlineRule(simulation);
        this.tick = tick;
        this.sender = sender;
        this.receiver = receiver;
        this.amount = amount;
        this.priority = priority;
        this.deadlineTick = deadlineTick;
        checkLength("sender", sender.length);
        checkLength("receiver", receiver.length);
        checkLength("amount", amount.length);
        checkLength("priority", priority.length);
        checkLength("deadlineTick", deadlineTick.length);
        long[] keys = new long[tick.length];
        for (int row = 0; row < tick.length; row++) {
            checkRow(row, order.count(), simulation.totalTicks());
            keys[row] = ((long) tick[row] << Integer.SIZE) | row;
        }
        Arrays.sort(keys);
        rows = new int[keys.length];
        for (int i = 0; i < keys.length; i++) rows[i] = (int) keys[i];
    }

    /// Of columns to which nothing is added any more.
    public GivenArrivals(Simulation simulation, AgentOrder order, PaymentColumns recorded) {
        this(
                simulation,
                order,
                trimmed(recorded).tick,
                recorded.sender,
                recorded.receiver,
                recorded.amount,
                recorded.priority,
                recorded.deadlineTick);
    }

    private static PaymentColumns trimmed(PaymentColumns recorded) {
        recorded.trim();
        return recorded;
    }

    private void checkLength(String column, int length) {
        if (length == tick.length) return;
        throw new IllegalArgumentException(
                "all columns must be as long as tick with " + tick.length + " rows, but " + column + " has " + length);
    }

    private void checkRow(int row, int agents, int ticks) {
        checkRange(row, "tick", tick[row], 0, ticks - 1L);
        checkRange(row, "sender", sender[row], 0, agents - 1L);
        checkRange(row, "receiver", receiver[row], 0, agents - 1L);
        if (sender[row] == receiver[row]) {
            throw new IllegalArgumentException(
                    "row " + row + ": sender and receiver must differ, but both are agent " + sender[row]);
        }
        checkRange(row, "amount", amount[row], 1, Long.MAX_VALUE);
        checkRange(row, "priority", priority[row], 0, 10);
        if (deadlineTick[row] <= tick[row]) {
            throw new IllegalArgumentException(
                    "row "
                            + row
                            + ": deadlineTick must be after tick "
                            + tick[row]
                            + ", but it is "
                            + deadlineTick[row]);
        }
    }

    private static void checkRange(int row, String column, long value, long min, long max) {
        if (value >= min && value <= max) return;
        throw new IllegalArgumentException(
                "row " + row + ": " + column + " must be " + min + " to " + max + ", but it is " + value);
    }

    @Override
    public void arrivals(int now, ArrivalBatch batch) {
        if (now != nextTick) {
            throw new IllegalStateException(
                    "ticks are asked for once each, ascending: expected tick " + nextTick + ", but it is " + now);
        }
        nextTick++;
        for (; nextRow < rows.length && tick[rows[nextRow]] == now; nextRow++) {
            int row = rows[nextRow];
            int deadline = deadlines.capped(now, deadlineTick[row]);
            batch.add(sender[row], receiver[row], amount[row], deadline, priority[row], false, ArrivalOrigin.FILE);
        }
    }
}
