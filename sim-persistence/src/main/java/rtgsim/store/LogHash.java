package rtgsim.store;

import rtgsim.event.EventChunk;
import rtgsim.event.EventKind;
import rtgsim.event.RunDigest;
import rtgsim.event.RunHeader;
import rtgsim.event.SettlementOrigin;

/// What is learnt of a log as it passes: its digest, its transactions, and how long the digest took. It belongs to one thread.
final class LogHash {

    private final RunDigest digest;
    private long nanos;
    private long transactions;

    LogHash(RunHeader header) {
        digest = new RunDigest(header);
    }

    void add(EventChunk chunk, int fromRow, int untilRow) {
        long start = System.nanoTime();
        digest.add(chunk, fromRow, untilRow);
        nanos += System.nanoTime() - start;
        for (int row = fromRow; row < untilRow; row++) transactions += transactionsIn(chunk, row);
    }

    void add(EventChunk chunk) {
        add(chunk, 0, chunk.size());
    }

    /// An arrival adds one; the settlement of a liquidity transfer, which is no transaction, takes its arrival off again.
    private static int transactionsIn(EventChunk chunk, int row) {
        int kind = chunk.kind[row];
        if (kind == EventKind.ARRIVAL.ordinal()) return 1;
        boolean liquidity =
                kind == EventKind.SETTLEMENT.ordinal() && chunk.code[row] == SettlementOrigin.LIQUIDITY.ordinal();
        return liquidity ? -1 : 0;
    }

    /// The digest of a log that ends here.
    String soFar() {
        long start = System.nanoTime();
        String hex = digest.soFar();
        nanos += System.nanoTime() - start;
        return hex;
    }

    long nanos() {
        return nanos;
    }

    long transactions() {
        return transactions;
    }
}
