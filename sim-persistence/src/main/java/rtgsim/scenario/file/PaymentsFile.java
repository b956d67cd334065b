package rtgsim.scenario.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.PaymentColumns;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;

/// The payments that a scenario takes from a file.
///
/// @param path as the scenario writes it
/// @param sha256 of the contents, in hexadecimal
record PaymentsFile(String path, String sha256, PaymentColumns rows) {

    /// Reads and checks the whole file.
    ///
    /// @param section the key `payments_file`
    /// @param folder that of the scenario
    /// @return null if something is wrong with it, which is reported
    static @Nullable PaymentsFile read(Section section, @Nullable Path folder, Scenario scenario, Problems problems) {
        Value path = section.get("path");
        if (folder == null) {
            problems.report(
                    ProblemCode.PAYMENTS_NEED_A_FILE,
                    path.node(),
                    section.path().key("path"),
                    "a scenario that is sent as text cannot name a payments file: it stands in no folder",
                    "run its file with `rtgsim run`, or schedule the payments as custom_transaction");
            return null;
        }
        Path file = folder.resolve(path.asText());
        try {
            PaymentsFile read = read(path.asText(), file, scenario, problems);
            Value expected = section.find("sha256");
            if (read == null || expected == null || expected.asText().equals(read.sha256)) return read;
            problems.report(
                    ProblemCode.PAYMENTS_CHANGED,
                    expected.node(),
                    section.path().key("sha256"),
                    "the payments file has the SHA-256 " + read.sha256 + ", not the one given",
                    "leave sha256 out to take the file as it is");
        } catch (IOException | SQLException unreadable) {
            problems.report(
                    ProblemCode.PAYMENTS_UNREADABLE,
                    path.node(),
                    section.path().key("path"),
                    "the payments file " + Words.shown(file.toString(), 200) + " cannot be read: " + why(unreadable),
                    unreadable instanceof NoSuchFileException
                            ? "the path is relative to the folder of the scenario"
                            : null);
        }
        return null;
    }

    private static String why(Exception unreadable) {
        return switch (unreadable) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            case SQLException notParquet -> "it is not Parquet (" + firstLine(notParquet) + ")";
            default -> firstLine(unreadable);
        };
    }

    private static String firstLine(Exception failure) {
        return Words.shown(String.valueOf(failure.getMessage()).lines().findFirst().orElse(""), 200);
    }

    private static @Nullable PaymentsFile read(String path, Path file, Scenario scenario, Problems problems)
            throws IOException, SQLException {
        PaymentRows rows = new PaymentRows(scenario, new AgentOrder(scenario), problems);
        int before = problems.count();
        boolean csv = path.toLowerCase(Locale.ROOT).endsWith(".csv");
        String sha256 = csv ? readCsv(file, rows, problems) : readParquet(file, rows, problems);
        return problems.count() == before ? new PaymentsFile(path, sha256, rows.rows()) : null;
    }

    private static String readCsv(Path file, PaymentRows rows, Problems problems) throws IOException {
        MessageDigest digest = newDigest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            CsvRows csv = new CsvRows(in, file.toString(), Problems.PAYMENTS_FILE, problems);
            if (!csv.next()) {
                if (problems.isEmpty())
                    csv.report(
                            ProblemCode.PAYMENTS_COLUMNS, -1, "the file is empty", "its first row names the columns");
            } else if (rows.takeHeader(csv)) {
                while (csv.next() && rows.hasRoom(csv)) {
                    if (csv.isBlank())
                        csv.report(ProblemCode.NUMBER_OF_CELLS, -1, "a line with nothing in it", "take it out");
                    else rows.add(csv);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// DuckDB reads the file by its name, so it is hashed before and after: what was read between two equal hashes is what was hashed.
    private static String readParquet(Path file, PaymentRows rows, Problems problems) throws IOException, SQLException {
        String before = hashOf(file);
        if (file.toString().matches("(?s).*[*?\\[{].*")) {
            throw new IOException("its path has one of * ? [ {, which would be read as a pattern");
        }
        try (ParquetRows parquet = new ParquetRows(file, file.toString(), problems)) {
            boolean named = rows.takeHeader(parquet);
            if (parquet.hasRightTypes() && named) {
                parquet.begin();
                while (parquet.next() && rows.hasRoom(parquet)) rows.add(parquet);
            }
        }
        if (!hashOf(file).equals(before)) throw new IOException("it was changed while it was read");
        return before;
    }

    private static String hashOf(Path file) throws IOException {
        MessageDigest digest = newDigest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
