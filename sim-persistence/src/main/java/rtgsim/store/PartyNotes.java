package rtgsim.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Who takes part in which event, and in which role, sorted by agent and seq: in pieces of half a million entries, each sorted by counting as it is full, which are
/// merged when they are read.
///
/// A piece is a run of ints in a file: of each agent the number of its entries, then these, each the seq, counted from where the piece begins, and the role in the
/// lowest two bits. So each piece is read from front to back, and reading takes 4 KiB a piece, whatever the length of the run.
final class PartyNotes implements AutoCloseable {

    // The roles of the table: see the ninth migration.
    static final int SENDER = 0;
    static final int RECEIVER = 1;
    static final int NAMED = 2;
    static final int MEMBER = 3;

    static final int ROLE_BITS = 2;
    private static final int ENTRIES = 1 << 19;

    /// An event adds at most one entry an agent; a piece may begin up to so many events ago.
    private static final int SPAN = 1 << 28;

    private record Piece(long firstSeq, long start) {}

    private final NoteFile file;
    private final int agents;
    private final List<Piece> pieces = new ArrayList<>();
    private final int[] counts;

    private int[] agentOf = new int[8_192];
    private int[] entries = new int[8_192];
    private int[] sorted = new int[0];
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private int size;
    private long pieceSeq;

    /// @param agents how many there are, the central bank among them
    PartyNotes(NoteFile file, int agents) {
        this.file = file;
        this.agents = agents;
        counts = new int[agents];
    }

    /// Says that what follows is of this event or later ones.
    void at(long seq) throws IOException {
        if (size >= ENTRIES || seq - pieceSeq >= SPAN) end();
        if (size == 0) pieceSeq = seq;
    }

    void add(long seq, int agent, int role) {
        if (size == entries.length) {
            agentOf = Arrays.copyOf(agentOf, size * 2);
            entries = Arrays.copyOf(entries, size * 2);
        }
        agentOf[size] = agent;
        entries[size] = (int) (seq - pieceSeq) << ROLE_BITS | role;
        counts[agent]++;
        size++;
    }

    private void sort() {
        int at = 0;
        for (int agent = 0; agent < agents; agent++) {
            sorted[at++] = counts[agent];
            int next = at;
            at += counts[agent];
            counts[agent] = next;
        }
        for (int i = 0; i < size; i++) sorted[counts[agentOf[i]]++] = entries[i];
    }

    /// Ends the piece.
    void end() throws IOException {
        if (size == 0) return;
        int length = size + agents;
        if (sorted.length < length) {
            sorted = new int[length];
            bytes = ByteBuffer.allocateDirect(length * Integer.BYTES).order(ByteOrder.nativeOrder());
        }
        sort();
        bytes.clear().limit(length * Integer.BYTES);
        bytes.asIntBuffer().put(sorted, 0, length);
        Arrays.fill(counts, 0);
        pieces.add(new Piece(pieceSeq, file.size()));
        file.append(bytes);
        size = 0;
    }

    /// Begins to read, after [#end].
    Reader read() {
        return new Reader();
    }

    /// All entries, by agent, and of each in the order of seq.
    final class Reader {

        private final List<PieceReader> readers = new ArrayList<>();
        private int agent = -1;
        private int piece;
        private int left;

        private Reader() {
            for (int i = 0; i < pieces.size(); i++) {
                long end = i + 1 < pieces.size() ? pieces.get(i + 1).start : file.size();
                readers.add(new PieceReader(pieces.get(i), end));
            }
            piece = readers.size();
        }

        /// Reads entries of one agent.
        ///
        /// @return how many, as many as fit behind `from` unless the agent has no more in this piece; 0 at the end
        int next(int[] into, int from) throws IOException {
            while (left == 0) {
                if (piece + 1 < readers.size()) piece++;
                else {
                    if (agent + 1 >= agents || readers.isEmpty()) return 0;
                    agent++;
                    piece = 0;
                }
                left = readers.get(piece).next();
            }
            int count = readers.get(piece).next(into, from, Math.min(left, into.length - from));
            left -= count;
            return count;
        }

        /// The event from which the entries that have been read count.
        long firstSeq() {
            return readers.get(piece).firstSeq;
        }

        /// The agent whose entries have been read.
        int agent() {
            return agent;
        }
    }

    private final class PieceReader {

        private final long firstSeq;
        private final long end;
        private final ByteBuffer bytes = ByteBuffer.allocate(4_096).order(ByteOrder.nativeOrder());
        private final IntBuffer ints = bytes.asIntBuffer().limit(0);
        private long at;

        PieceReader(Piece piece, long end) {
            firstSeq = piece.firstSeq;
            at = piece.start;
            this.end = end;
        }

        int next() throws IOException {
            fill();
            return ints.get();
        }

        /// @return how many, at least one
        int next(int[] into, int from, int atMost) throws IOException {
            fill();
            int count = Math.min(atMost, ints.remaining());
            ints.get(into, from, count);
            return count;
        }

        private void fill() throws IOException {
            if (ints.hasRemaining()) return;
            bytes.clear().limit((int) Math.min(bytes.capacity(), end - at));
            file.read(bytes, at);
            at += bytes.position();
            ints.clear().limit(bytes.position() / Integer.BYTES);
        }
    }

    @Override
    public void close() throws IOException {
        agentOf = new int[0];
        entries = new int[0];
        sorted = new int[0];
        pieces.clear();
        file.close();
    }
}
