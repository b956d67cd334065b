package rtgsim.app;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import rtgsim.store.CsvRow;
import rtgsim.store.EventFilter;
import rtgsim.store.EventJson;
import rtgsim.store.EventOrder;
import rtgsim.store.FlatEvents;
import rtgsim.store.StoredEvent;
import rtgsim.store.StoredRun;
import rtgsim.store.StoredTransaction;

/// Writes the tables of a stored run as text, row by row, however many there are.
public final class Exports {

    /// The tables that can be written.
    public enum Table {
        EVENTS,
        TRANSACTIONS
    }

    /// How they are written.
    public enum Format {
        CSV,
        NDJSON
    }

    /// The columns of `transactions`, in order.
    public static final List<String> TRANSACTION_COLUMNS =
            List.of(
                    "tx_id",
                    "arrival_tick",
                    "sender_id",
                    "receiver_id",
                    "amount",
                    "deadline_tick",
                    "priority",
                    "status",
                    "settled_tick",
                    "settled_by",
                    "waited_ticks",
                    "parent_tx_id");

    private Exports() {}

    /// Writes one table to a file, which is there whole or not at all.
    ///
    /// @param liquidity whether `transactions` has liquidity transfers too
    /// @return the number of rows
    public static long toFile(StoredRun run, Table table, Format format, boolean liquidity, Path file) {
        try {
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
            Files.createDirectories(folder);
            Path part = folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            try {
                long rows;
                try (BufferedWriter out = Files.newBufferedWriter(part)) {
                    rows =
                            table == Table.EVENTS
                                    ? events(run, EventFilter.ALL, EventOrder.TICK_ASC, format, out)
                                    : transactions(run, liquidity, format, out);
                }
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return rows;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException failure) {
            throw cannotWrite(file, failure);
        }
    }

    /// Writes the events of a filter; a CSV has a line of names first.
    ///
    /// @return the number of rows
    public static long events(StoredRun run, EventFilter filter, EventOrder order, Format format, Writer out)
            throws IOException {
        EventJson json = run.json();
        if (format == Format.NDJSON) {
            return run.eachEvent(filter, order, (StoredEvent stored) -> line(out, json.event(stored.event())));
        }
        line(out, String.join(",", EventJson.COLUMNS));
        return run.eachEvent(filter, order, (StoredEvent stored) -> line(out, json.csv(stored)));
    }

    /// Writes the events of a filter as CSV in which each detail has a column of its own, after a line of names.
    ///
    /// @return the number of rows
    public static long flatEvents(StoredRun run, EventFilter filter, EventOrder order, Writer out) throws IOException {
        FlatEvents flat = new FlatEvents(run.json(), run.manifest().simulationId());
        line(out, String.join(",", FlatEvents.COLUMNS));
        return run.eachEvent(filter, order, (StoredEvent stored) -> line(out, flat.line(stored)));
    }

    /// Writes the transactions in the order of tx_id; a CSV has a line of names first.
    ///
    /// @return the number of rows
    public static long transactions(StoredRun run, boolean liquidity, Format format, Writer out) throws IOException {
        if (format == Format.NDJSON) {
            return run.eachTransaction(liquidity, (StoredTransaction tx) -> line(out, Json.text(shape(tx))));
        }
        line(out, String.join(",", TRANSACTION_COLUMNS));
        return run.eachTransaction(liquidity, (StoredTransaction tx) -> line(out, csv(tx)));
    }

    private static void line(Writer out, String text) throws IOException {
        out.write(text);
        out.write('\n');
    }

    private static String csv(StoredTransaction tx) {
        CsvRow row =
                new CsvRow()
                        .plain(tx.txId())
                        .number(tx.arrivalTick())
                        .text(tx.senderId())
                        .text(tx.receiverId())
                        .number(tx.amount())
                        .number(tx.deadlineTick())
                        .number(tx.priority())
                        .plain(tx.status().label())
                        .nullable(tx.settledTick());
        row.text(tx.settledBy() == null ? null : tx.settledBy().label());
        return row.nullable(tx.waitedTicks()).text(tx.parentTxId()).line();
    }

    /// A transaction as the doors show it.
    public static Map<String, Object> shape(StoredTransaction tx) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("tx_id", tx.txId());
        shape.put("arrival_tick", tx.arrivalTick());
        shape.put("sender_id", tx.senderId());
        shape.put("receiver_id", tx.receiverId());
        shape.put("amount", tx.amount());
        shape.put("deadline_tick", tx.deadlineTick());
        shape.put("priority", tx.priority());
        shape.put("status", tx.status().label());
        shape.put("settled_tick", tx.settledTick());
        shape.put("settled_by", tx.settledBy() == null ? null : tx.settledBy().label());
        shape.put("waited_ticks", tx.waitedTicks());
        shape.put("parent_tx_id", tx.parentTxId());
        return shape;
    }

    private static Refused cannotWrite(Path file, IOException failure) {
        String why =
                switch (failure) {
                    case AccessDeniedException denied -> "permission denied";
                    case FileAlreadyExistsException there -> there.getMessage() + " is a file, and no folder";
                    default -> String.valueOf(failure.getMessage());
                };
        return new Refused(new Refusal.CannotWrite("cannot write " + file + ": " + why), failure);
    }
}
