package rtgsim.ledger;

import java.util.Arrays;
import rtgsim.event.RtgsPriority;

/// The live transactions as columns: one row, called a slot, from arrival until settlement or drop.
///
/// Slots are used again, the lowest first, so the table is as large as the most transactions ever live at once. A row is named by its slot inside the kernel and by its
/// `number` outside: numbers count from 1 in order of creation and are never used again.
///
///     number       of the transaction
///     sender       position in agent order, as is receiver
///     amount       minor units
///     arrivalTick  a part has that of its first ancestor
///     deadlineTick
///     priority     0 to 10, as declared now
///     rtgsPriority position in RtgsPriority, as submitted or to be submitted
///     costClass    0 low, 1 normal, 2 urgent: by the priority at arrival, of a part by its first ancestor's
///     flags        of the constants below
///     root         of a part: slot of the first ancestor
///     openParts    of a root that was split: leaves of its family that are neither settled nor dropped
///
/// The root of a family keeps its slot until the last of its parts is gone. Few transactions have a family, so the last two columns are not touched for others.
public final class Transactions {

    /// May be split.
    public static final int DIVISIBLE = 1;

    /// Stayed in a queue at least once, and so has a deadline that is watched.
    public static final int WAITING = 2;

    /// Its deadline has passed while it was unsettled.
    public static final int OVERDUE = 4;

    /// Its deadline penalty is charged.
    public static final int CHARGED = 8;

    /// Its delay is in its sender's sums.
    public static final int PAYS_DELAY = 16;

    /// Of a root: it or one of its parts was overdue.
    public static final int FAMILY_OVERDUE = 32;

    /// Of a root: one of its parts was dropped.
    public static final int FAMILY_DROPPED = 64;

    /// Dropped today: still pays for delay until the day is over.
    public static final int DROPPED = 128;

    /// Waits in its internal queue for the tick of a timed release.
    public static final int TIMED = 256;

    /// A hold of it was logged, and what it said is noted.
    public static final int HELD = 512;

    /// Is a part of another, so that a root is noted.
    public static final int PART = 1_024;

    private static final byte NORMAL = (byte) RtgsPriority.NORMAL.ordinal();
    private static final int START = 1_024;

    public int[] number = new int[START];
    public int[] sender = new int[START];
    public int[] receiver = new int[START];
    public long[] amount = new long[START];
    public int[] arrivalTick = new int[START];
    public int[] deadlineTick = new int[START];
    public byte[] priority = new byte[START];
    public byte[] costClass = new byte[START];
    public int[] flags = new int[START];
    public byte[] rtgsPriority = new byte[START];
    private int[] root = new int[START];
    public int[] openParts = new int[START];

    /// A bit for each free slot below [#slots]; no word before the first has one.
    private long[] free = new long[START / Long.SIZE];

    private int firstFree;
    private int slots;
    private int lastNumber;

    /// The number that the next transaction will have.
    public int nextNumber() {
        return Math.addExact(lastNumber, 1);
    }

    /// Gives a number to a transaction that is never live: a liquidity transfer.
    public int numberOnly() {
        lastNumber = nextNumber();
        return lastNumber;
    }

    /// How many slots were ever in use at once.
    public int capacity() {
        return number.length;
    }

    /// Makes a transaction and returns its slot.
    public int create(
            int senderIndex,
            int receiverIndex,
            long value,
            int arrival,
            int deadline,
            int declaredPriority,
            boolean divisible) {
        int slot = takeSlot();
        lastNumber = nextNumber();
        number[slot] = lastNumber;
        sender[slot] = senderIndex;
        receiver[slot] = receiverIndex;
        amount[slot] = value;
        arrivalTick[slot] = arrival;
        deadlineTick[slot] = deadline;
        priority[slot] = (byte) declaredPriority;
        costClass[slot] = (byte) (declaredPriority >= 8 ? 2 : declaredPriority >= 4 ? 1 : 0);
        flags[slot] = divisible ? DIVISIBLE : 0;
        rtgsPriority[slot] = NORMAL;
        return slot;
    }

    /// Makes a part of `parent`, which shares all but the amount with it.
    public int createPart(int parent, long value) {
        int slot =
                create(
                        sender[parent],
                        receiver[parent],
                        value,
                        arrivalTick[parent],
                        deadlineTick[parent],
                        priority[parent],
                        has(parent, DIVISIBLE));
        costClass[slot] = costClass[parent];
        flags[slot] |= PART | (flags[parent] & (OVERDUE | CHARGED));
        root[slot] = root(parent);
        return slot;
    }

    public boolean has(int slot, int flag) {
        return (flags[slot] & flag) != 0;
    }

    public void set(int slot, int flag) {
        flags[slot] |= flag;
    }

    public void clear(int slot, int flag) {
        flags[slot] &= ~flag;
    }

    public boolean isPart(int slot) {
        return has(slot, PART);
    }

    /// The slot of the first ancestor; its own where it is no part.
    public int root(int slot) {
        return has(slot, PART) ? root[slot] : slot;
    }

    /// Gives the slot back. Its row must not be read afterwards.
    public void free(int slot) {
        int word = slot >>> 6;
        free[word] |= 1L << slot;
        firstFree = Math.min(firstFree, word);
    }

    /// The lowest free slot: what arrives together then stands together, and rows in use stay dense, whatever the order in which others settled.
    private int takeSlot() {
        int words = (slots + Long.SIZE - 1) >>> 6;
        for (; firstFree < words; firstFree++) {
            long bits = free[firstFree];
            if (bits == 0) continue;
            free[firstFree] = bits & bits - 1;
            return (firstFree << 6) + Long.numberOfTrailingZeros(bits);
        }
        if (slots == number.length) grow();
        return slots++;
    }

    private void grow() {
        int length = Math.multiplyExact(number.length, 2);
        free = Arrays.copyOf(free, length / Long.SIZE);
        number = Arrays.copyOf(number, length);
        sender = Arrays.copyOf(sender, length);
        receiver = Arrays.copyOf(receiver, length);
        amount = Arrays.copyOf(amount, length);
        arrivalTick = Arrays.copyOf(arrivalTick, length);
        deadlineTick = Arrays.copyOf(deadlineTick, length);
        priority = Arrays.copyOf(priority, length);
        costClass = Arrays.copyOf(costClass, length);
        flags = Arrays.copyOf(flags, length);
        rtgsPriority = Arrays.copyOf(rtgsPriority, length);
        root = Arrays.copyOf(root, length);
        openParts = Arrays.copyOf(openParts, length);
    }
}
