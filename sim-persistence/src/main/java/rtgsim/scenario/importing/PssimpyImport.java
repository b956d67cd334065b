package rtgsim.scenario.importing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.CsvRows;
import rtgsim.scenario.file.ProblemCode;
import rtgsim.scenario.file.Problems;
import rtgsim.scenario.file.ScenarioRefused;
import rtgsim.scenario.file.Words;

/// Imports a simulation of PSSimPy: `banks.csv`, `accounts.csv` and `transactions.csv` of one folder.
///
/// Transactions are settled between accounts there, so each account is an agent here; a bank is the owner of accounts and decides for them. What PSSimPy is given in Python
/// rather than in tables, such as its hours, is given to the import instead.
public final class PssimpyImport {

    /// What PSSimPy is told in Python.
    ///
    /// @param opening of each day
    /// @param closing of each day; nothing arrives from then on
    /// @param windowMinutes minutes of a processing window, which is a tick here
    /// @param days of the run; 0 for as many as the transactions need
    public record Hours(LocalTime opening, LocalTime closing, int windowMinutes, int days) {

        /// The defaults of PSSimPy.
        public static final Hours STANDARD = new Hours(LocalTime.of(8, 0), LocalTime.of(17, 0), 15, 0);

        public Hours {
            if (!opening.isBefore(closing)) {
                throw new IllegalArgumentException("opening must be before closing: " + opening + ", " + closing);
            }
            if (windowMinutes < 1) {
                throw new IllegalArgumentException("windowMinutes must be positive: windowMinutes=" + windowMinutes);
            }
            if (days < 0) throw new IllegalArgumentException("days must not be negative: days=" + days);
        }

        /// The windows of a day; the last one may be cut short by the close.
        int ticksPerDay() {
            long minutes = Duration.between(opening, closing).toMinutes();
            return (int) ((minutes + windowMinutes - 1) / windowMinutes);
        }

        /// The close, if all windows were full.
        LocalTime lastWindowEnd() {
            return opening.plusMinutes((long) ticksPerDay() * windowMinutes);
        }
    }

    private static final int DECIMALS_MAX = 6;
    private static final int ROWS_LISTED_MAX = 100;
    private static final String PAYMENTS = "transactions.csv";

    /// One account, which is an agent here.
    private record Account(String id, String owner, BigDecimal balance, BigDecimal collateral) {}

    private final Path folder;
    private final Hours hours;
    private final Problems problems = new Problems();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> strategies = new LinkedHashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();

    /// Decimals of the finest amount.
    private int decimals;

    private int lastDay = 1;
    private long lost;

    private PssimpyImport(Path folder, Hours hours) {
        this.folder = folder;
        this.hours = hours;
    }

    /// @param target the file that the scenario is to become
    /// @throws ScenarioRefused if the files are no simulation of PSSimPy, with all that is wrong
    /// @throws NoSuchFileException if one of the three is missing
    public static Imported read(Path folder, Hours hours, Path target) throws ScenarioRefused, IOException {
        return new PssimpyImport(folder, hours).read(target);
    }

    private Imported read(Path target) throws ScenarioRefused, IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        banks();
        accounts();
        problems.refuseIfAny();
        scan();
        problems.refuseIfAny();
        Path made = ImportFolder.create();
        String name = ImportFolder.fileName(target);
        String payments = ImportFolder.word(target) + "-payments.csv";
        try (BufferedWriter out = Files.newBufferedWriter(made.resolve(payments))) {
            writePayments(out);
        }
        Draft.Fields draft = scenario(ImportFolder.word(target), payments);
        boolean json = name.toLowerCase(Locale.ROOT).endsWith(".json");
        List<String> heading = List.of("Imported from a simulation of PSSimPy.");
        Files.writeString(made.resolve(name), json ? DraftText.json(draft) : DraftText.yaml(draft, heading));
        return new Imported(made, name, List.of(payments), new ImportReport(findings));
    }

    private Draft.Fields scenario(String name, String payments) {
        Draft.Fields scenario = new Draft.Fields().put("name", name);
        long days = hours.days() > 0 ? hours.days() : lastDay;
        LocalTime end = hours.lastWindowEnd();
        boolean even =
                !end.isBefore(hours.opening()) && !end.equals(LocalTime.MIDNIGHT) && end.isAfter(hours.opening());
        scenario.put(
                "simulation",
                new Draft.Fields()
                        .put("ticks_per_day", hours.ticksPerDay())
                        .put("num_days", days)
                        .put("rng_seed", 1)
                        .put("opening_time", new Draft.Text(hours.opening().toString()))
                        .put("closing_time", new Draft.Text((even ? end : hours.closing()).toString())));
        added("simulation.ticks_per_day", "a tick is a processing window of " + hours.windowMinutes() + " minutes");
        added("simulation.num_days", hours.days() > 0 ? "as told" : "the last day that a transaction names");
        added("simulation.rng_seed", "nothing is drawn: all transactions are given");
        Draft.Items agents = new Draft.Items();
        for (Account account : accounts.values()) {
            Draft.Fields agent = new Draft.Fields().put("id", account.id());
            agent.put("opening_balance", units(account.balance()));
            long posted = units(account.collateral());
            if (posted > 0) agent.put("max_collateral_capacity", posted).put("posted_collateral", posted);
            agents.add(agent.remark("id", "of " + account.owner()));
        }
        scenario.put("agents", agents);
        scenario.put("payments_file", new Draft.Fields().put("path", payments));
        added("agents[*].unsecured_cap", "none; its default credit facility lends whatever a window needs");
        if (decimals > 0) added("agents[*].opening_balance", "amounts are in units of 10^-" + decimals);
        return scenario;
    }

    private void banks() throws IOException {
        try (InputStream in = open("banks.csv")) {
            Table table = new Table(in, "banks.csv", List.of("name"), List.of("strategy_type"));
            if (!table.isReadable()) return;
            table.judgeColumns(Map.of("name", "a remark beside the agents that it owns"));
            while (table.next()) {
                String name = table.text("name");
                if (strategies.put(name, table.textOr("strategy_type", "Normal")) != null)
                    table.refuse("name", "the bank " + Words.quoted(name) + " stands twice");
                String strategy = table.textOr("strategy_type", "Normal");
                boolean plain = strategy.isEmpty() || strategy.equals("Normal");
                table.judge(
                        "strategy_type",
                        plain ? Outcome.KEPT : Outcome.LOST,
                        plain ? "agents[*].policy" : null,
                        plain
                                ? null
                                : "the strategy "
                                        + Words.quoted(strategy)
                                        + " of "
                                        + Words.quoted(name)
                                        + " is a class in Python; its agents submit everything at once");
            }
        }
    }

    private void accounts() throws IOException {
        try (InputStream in = open("accounts.csv")) {
            Table table =
                    new Table(in, "accounts.csv", List.of("id", "owner"), List.of("balance", "posted_collateral"));
            if (!table.isReadable()) return;
            table.judgeColumns(
                    Map.of(
                            "id",
                            "agents[*].id",
                            "owner",
                            "a remark beside the agent",
                            "balance",
                            "agents[*].opening_balance",
                            "posted_collateral",
                            "agents[*].posted_collateral"));
            while (table.next()) {
                String id = table.text("id");
                String owner = table.text("owner");
                if (!strategies.containsKey(owner)) table.refuse("owner", "no bank is called " + Words.quoted(owner));
                BigDecimal balance = table.amount("balance", true);
                BigDecimal collateral = table.amount("posted_collateral", false);
                if (accounts.put(id, new Account(id, owner, balance, collateral)) != null)
                    table.refuse("id", "the account " + Words.quoted(id) + " stands twice");
            }
        }
    }

    /// Reads the transactions once for how fine their amounts are and how long they last, and for what is wrong with them.
    private void scan() throws IOException {
        try (InputStream in = open(PAYMENTS)) {
            Table table = transactions(in);
            if (!table.isReadable()) return;
            table.judgeColumns(
                    Map.of(
                            "sender_account",
                            "payments_file: sender",
                            "recipient_account",
                            "payments_file: receiver",
                            "receipient_account",
                            "payments_file: receiver",
                            "amount",
                            "payments_file: amount",
                            "time",
                            "payments_file: time",
                            "day",
                            "payments_file: day",
                            "priority",
                            "payments_file: priority"));
            if (table.has("day")) table.change("day", "days count from 0 here, from 1 there");
            if (table.has("priority"))
                table.change("priority", "10 less the priority, at least 0: the smallest goes first there");
            while (table.next()) {
                for (String party : List.of("sender_account", table.receiver())) {
                    if (!accounts.containsKey(table.text(party)))
                        table.refuse(party, "no account is called " + Words.quoted(table.text(party)));
                }
                BigDecimal amount = table.amount("amount", true);
                LocalTime time = table.time();
                int day = table.day();
                String why = whyLost(table, amount, time, day);
                if (why != null) lose(table, why);
                else lastDay = Math.max(lastDay, day);
            }
            if (lost > ROWS_LISTED_MAX) {
                findings.add(
                        new Finding(
                                Outcome.LOST,
                                PAYMENTS,
                                0,
                                0,
                                "rows",
                                null,
                                lost - ROWS_LISTED_MAX + " more rows are lost for reasons like these"));
            }
        }
    }

    private Table transactions(InputStream in) throws IOException {
        return new Table(
                in,
                PAYMENTS,
                List.of("sender_account", "amount", "time"),
                List.of("recipient_account", "receipient_account", "day", "priority"));
    }

    private @Nullable String whyLost(Table table, BigDecimal amount, @Nullable LocalTime time, int day) {
        if (time == null) return "it has no time";
        if (time.isBefore(hours.opening()) || !time.isBefore(hours.closing())) {
            return "it is outside the hours, so it is never settled there; here it would be an error";
        }
        if (hours.days() > 0 && day > hours.days()) return "it is after the last day";
        if (amount.signum() <= 0) return "its amount is not positive";
        if (table.text("sender_account").equals(table.text(table.receiver())))
            return "it pays the account it comes from";
        return null;
    }

    private void lose(Table table, String why) {
        lost++;
        if (lost <= ROWS_LISTED_MAX)
            findings.add(new Finding(Outcome.LOST, PAYMENTS, table.line(), 1, "row", null, why));
    }

    private void writePayments(BufferedWriter out) throws IOException {
        try (InputStream in = open(PAYMENTS)) {
            Table table = transactions(in);
            boolean priorities = table.has("priority");
            out.write("day,time,sender,receiver,amount" + (priorities ? ",priority" : "") + "\n");
            while (table.next()) {
                BigDecimal amount = table.amount("amount", true);
                LocalTime time = table.time();
                int day = table.day();
                if (time == null || whyLost(table, amount, time, day) != null) continue;
                out.write((day - 1) + "," + time + ",");
                out.write(cell(table.text("sender_account")) + "," + cell(table.text(table.receiver())));
                out.write("," + units(amount));
                if (priorities) out.write("," + Math.clamp(10 - table.priority(), 0, 10));
                out.write("\n");
            }
        }
    }

    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private long units(BigDecimal amount) {
        return amount.movePointRight(decimals).longValueExact();
    }

    private void added(String becomes, String note) {
        findings.add(new Finding(Outcome.ADDED, folder.toString(), 0, 0, "", becomes, note));
    }

    private InputStream open(String name) throws IOException {
        Path file = folder.resolve(name);
        if (Files.isDirectory(file)) throw new FileSystemException(file.toString(), null, "it is a folder");
        return Files.newInputStream(file);
    }

    /// A CSV file of columns known by name.
    private final class Table {

        private final CsvRows rows;
        private final String file;
        private final Map<String, Integer> columns = new TreeMap<>();
        private final Map<String, Finding> judged = new LinkedHashMap<>();
        private final boolean readable;

        Table(InputStream in, String name, List<String> required, List<String> optional) throws IOException {
            file = name;
            String path = folder.resolve(name).toString();
            rows = new CsvRows(in, path, "", problems);
            boolean header = rows.next();
            if (!header && problems.isEmpty())
                rows.report(ProblemCode.FOREIGN_COLUMNS, -1, "the file is empty", "its first row names the columns");
            int before = problems.count();
            if (header) takeHeader(required, optional);
            readable = header && problems.count() == before;
        }

        private void takeHeader(List<String> required, List<String> optional) {
            for (int column = 0; column < rows.count(); column++) {
                String name = String.valueOf(rows.text(column)).strip();
                if (columns.put(name, column) != null)
                    rows.report(
                            ProblemCode.FOREIGN_COLUMNS,
                            column,
                            "the column " + Words.quoted(name) + " stands twice",
                            null);
            }
            List<String> all = new ArrayList<>(required);
            all.addAll(optional);
            for (String name : required) {
                if (!columns.containsKey(name))
                    rows.report(
                            ProblemCode.FOREIGN_COLUMNS,
                            -1,
                            "there is no column " + Words.quoted(name),
                            "known: " + String.join(", ", all));
            }
            if (optional.contains("recipient_account") && !has("recipient_account") && !has("receipient_account")) {
                rows.report(ProblemCode.FOREIGN_COLUMNS, -1, "there is no column `recipient_account`", null);
            }
        }

        boolean isReadable() {
            return readable;
        }

        boolean has(String column) {
            return columns.containsKey(column);
        }

        /// The column of the receiver, which older versions spell otherwise.
        String receiver() {
            return has("recipient_account") ? "recipient_account" : "receipient_account";
        }

        int line() {
            return rows.line();
        }

        /// @return false at the end, or where the file is broken, which is reported
        boolean next() throws IOException {
            while (readable && rows.next()) {
                if (rows.isBlank()) continue;
                if (rows.count() == columns.size()) return true;
                rows.report(
                        ProblemCode.NUMBER_OF_CELLS,
                        -1,
                        "the row has " + rows.count() + " cells, the header " + columns.size(),
                        null);
            }
            return false;
        }

        /// @param known what becomes of the columns that mean something
        void judgeColumns(Map<String, String> known) {
            columns.forEach((name, column) -> {
                String becomes = known.get(name);
                boolean strategy = name.equals("strategy_type");
                put(
                        name,
                        becomes != null || strategy ? Outcome.KEPT : Outcome.UNKNOWN,
                        strategy ? "agents[*].policy" : becomes,
                        becomes != null || strategy ? null : "a column of your own, which nothing reads");
            });
        }

        void change(String column, String note) {
            Finding before = judged.get(column);
            put(column, Outcome.CHANGED, before == null ? null : before.becomes(), note);
        }

        /// What a cell says of its column, unless something worse was said before.
        void judge(String column, Outcome outcome, @Nullable String becomes, @Nullable String note) {
            if (!has(column) || outcome == Outcome.KEPT) return;
            findings.add(new Finding(outcome, file, line(), number(column), column, becomes, note));
        }

        private void put(String column, Outcome outcome, @Nullable String becomes, @Nullable String note) {
            Finding finding = new Finding(outcome, file, 1, number(column), column, becomes, note);
            Finding before = judged.put(column, finding);
            if (before != null) findings.remove(before);
            findings.add(finding);
        }

        /// Of a column, from 1.
        private int number(String column) {
            return columns.getOrDefault(column, 0) + 1;
        }

        String text(String column) {
            Integer at = columns.get(column);
            String text = at == null ? null : rows.text(at);
            if (text != null) return text.strip();
            if (at != null) rows.report(ProblemCode.NOT_UTF8, at, "the cell is not UTF-8", "save the file as UTF-8");
            return "";
        }

        String textOr(String column, String otherwise) {
            return has(column) ? text(column) : otherwise;
        }

        /// @param signed whether it may be below zero
        BigDecimal amount(String column, boolean signed) {
            String text = textOr(column, "0");
            if (text.isEmpty()) return BigDecimal.ZERO;
            BigDecimal amount = text.length() > 40 ? null : exact(text);
            if (amount == null || Math.abs(amount.scale()) > 40) {
                refuse(column, Words.quoted(text) + " is no amount");
                return BigDecimal.ZERO;
            }
            BigDecimal shortest = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
            if (shortest.scale() > DECIMALS_MAX) {
                refuse(column, Words.quoted(text) + " has more than " + DECIMALS_MAX + " decimals");
                return BigDecimal.ZERO;
            }
            if (shortest.abs().compareTo(BigDecimal.valueOf(1_000_000_000_000L)) > 0) {
                refuse(column, Words.quoted(text) + " is larger than 10^12");
                return BigDecimal.ZERO;
            }
            if (!signed && shortest.signum() < 0) refuse(column, Words.quoted(text) + " is below 0");
            decimals = Math.max(decimals, shortest.scale());
            return shortest;
        }

        private static @Nullable BigDecimal exact(String text) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException none) {
                return null;
            }
        }

        /// Null if the cell holds none, which is reported.
        @Nullable LocalTime time() {
            String text = text("time");
            try {
                return LocalTime.parse(text.length() == 4 ? "0" + text : text);
            } catch (DateTimeParseException none) {
                refuse("time", Words.quoted(text) + " is no time; it is written HH:MM");
                return null;
            }
        }

        int day() {
            return integer("day", 1, 1, 1_000_000);
        }

        int priority() {
            return integer("priority", 1, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }

        private int integer(String column, int otherwise, int min, int max) {
            String text = textOr(column, "");
            if (text.isEmpty()) return otherwise;
            BigDecimal number = text.length() > 40 ? null : exact(text);
            boolean whole =
                    number != null && Math.abs(number.scale()) <= 40 && number.remainder(BigDecimal.ONE).signum() == 0;
            if (number == null
                    || !whole
                    || number.compareTo(BigDecimal.valueOf(min)) < 0
                    || number.compareTo(BigDecimal.valueOf(max)) > 0) {
                refuse(column, Words.quoted(text) + " is no " + column);
                return otherwise;
            }
            return number.intValueExact();
        }

        void refuse(String column, String message) {
            Integer at = columns.get(column);
            rows.report(ProblemCode.FOREIGN_ROW, at == null ? -1 : at, message, null);
        }
    }
}
