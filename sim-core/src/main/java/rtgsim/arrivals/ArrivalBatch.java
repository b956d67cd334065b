package rtgsim.arrivals;

import java.util.Arrays;
import rtgsim.event.ArrivalOrigin;

/// The arrivals of one tick as columns: row `i` is the i-th transaction to get a number.
///
/// The engine owns the batch and clears it before each tick; sources append to it. It grows to the largest tick and allocates nothing afterwards.
public final class ArrivalBatch {

    private static final int START = 1_024;

    public int[] sender = new int[START];
    public int[] receiver = new int[START];
    public long[] amount = new long[START];
    public int[] deadlineTick = new int[START];
    public byte[] priority = new byte[START];
    public boolean[] divisible = new boolean[START];
    public ArrivalOrigin[] origin = new ArrivalOrigin[START];

    private int size;

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /// Appends one row; `sender` and `receiver` are positions in agent order.
    public void add(
            int senderIndex,
            int receiverIndex,
            long value,
            int deadline,
            int declaredPriority,
            boolean canSplit,
            ArrivalOrigin from) {
        if (size == sender.length) grow();
        int row = size++;
        sender[row] = senderIndex;
        receiver[row] = receiverIndex;
        amount[row] = value;
        deadlineTick[row] = deadline;
        priority[row] = (byte) declaredPriority;
        divisible[row] = canSplit;
        origin[row] = from;
    }

    private void grow() {
        int length = sender.length * 2;
        sender = Arrays.copyOf(sender, length);
        receiver = Arrays.copyOf(receiver, length);
        amount = Arrays.copyOf(amount, length);
        deadlineTick = Arrays.copyOf(deadlineTick, length);
        priority = Arrays.copyOf(priority, length);
        divisible = Arrays.copyOf(divisible, length);
        origin = Arrays.copyOf(origin, length);
    }
}
