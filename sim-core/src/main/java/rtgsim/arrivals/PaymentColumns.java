package rtgsim.arrivals;

import java.util.Arrays;

/// Recorded payments as columns: row `i` is the i-th of the record, whatever its tick.
///
///     row   tick  sender  receiver  amount  priority  deadlineTick
///
/// Senders and receivers are positions in agent order. Whoever fills it appends; who reads it takes the rows as they are.
public final class PaymentColumns {

    /// The most rows that a record may have.
    public static final int ROWS_MAX = 100_000_000;

    int[] tick = new int[1_024];
    int[] sender = new int[1_024];
    int[] receiver = new int[1_024];
    long[] amount = new long[1_024];
    byte[] priority = new byte[1_024];
    int[] deadlineTick = new int[1_024];

    private int rows;

    public int rows() {
        return rows;
    }

    /// How many of them arrive before this tick.
    public int rowsBefore(int untilTick) {
        int before = 0;
        for (int i = 0; i < rows; i++) if (tick[i] < untilTick) before++;
        return before;
    }

    public void add(
            int arrivalTick, int senderIndex, int receiverIndex, long value, int declaredPriority, int deadline) {
        if (rows == tick.length) resize(Math.min(ROWS_MAX, 2 * rows));
        tick[rows] = arrivalTick;
        sender[rows] = senderIndex;
        receiver[rows] = receiverIndex;
        amount[rows] = value;
        priority[rows] = (byte) declaredPriority;
        deadlineTick[rows] = deadline;
        rows++;
    }

    /// Gives back what growing took too much.
    public void trim() {
        if (rows < tick.length) resize(rows);
    }

    private void resize(int length) {
        tick = Arrays.copyOf(tick, length);
        sender = Arrays.copyOf(sender, length);
        receiver = Arrays.copyOf(receiver, length);
        amount = Arrays.copyOf(amount, length);
        priority = Arrays.copyOf(priority, length);
        deadlineTick = Arrays.copyOf(deadlineTick, length);
    }
}
