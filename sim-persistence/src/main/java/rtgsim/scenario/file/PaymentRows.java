package rtgsim.scenario.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import rtgsim.arrivals.PaymentColumns;
import rtgsim.scenario.AgentOrder;
import rtgsim.scenario.Scenario;
import rtgsim.scenario.Simulation;

/// Checks the rows of a payments file against its scenario, and collects those that are right.
final class PaymentRows {

    enum Column {
        TICK,
        TIME,
        DAY,
        SENDER,
        RECEIVER,
        AMOUNT,
        PRIORITY,
        DEADLINE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int NONE = -1;
    private static final long WRONG = Long.MIN_VALUE;
    private static final int PRIORITY_DEFAULT = 5;
    private static final long SECOND = 1_000_000;
    private static final Pattern TIME =
            Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\\.([0-9]{1,6}))?)?");

    private final Problems problems;
    private final Simulation simulation;
    private final AgentOrder order;
    private final Map<String, Integer> agents;
    private final long openingMicros;
    private final long hoursMicros;
    private final int[] at = new int[Column.values().length];
    private final PaymentColumns rows = new PaymentColumns();
    private int columns;

    PaymentRows(Scenario scenario, AgentOrder order, Problems problems) {
        this.problems = problems;
        this.simulation = scenario.simulation();
        this.order = order;
        agents = new HashMap<>(2 * order.count());
        for (int i = 0; i < order.count(); i++) agents.put(order.ids().get(i), i);
        openingMicros = simulation.openingTime().toNanoOfDay() / 1_000;
        hoursMicros = simulation.closingTime().toNanoOfDay() / 1_000 - openingMicros;
        Arrays.fill(at, NONE);
    }

    PaymentColumns rows() {
        return rows;
    }

    /// Takes the row with the names of the columns.
    ///
    /// @return whether rows can be read with them; if not, it is reported why
    boolean takeHeader(Cells header) {
        boolean good = true;
        columns = header.count();
        List<String> allowed = Arrays.stream(Column.values()).map(Column::label).toList();
        for (int i = 0; i < columns; i++) {
            String name = header.text(i);
            int which = name == null ? NONE : allowed.indexOf(name);
            if (which < 0) {
                String seen = name == null ? "a name that is not UTF-8" : Words.quoted(name);
                String hint = name == null ? "save the file as UTF-8" : Words.allowed(name, allowed);
                header.report(ProblemCode.PAYMENTS_COLUMNS, i, "unknown column " + seen, hint);
                good = false;
            } else if (at[which] != NONE) {
                header.report(
                        ProblemCode.PAYMENTS_COLUMNS,
                        i,
                        "the column " + Words.quoted(allowed.get(which)) + " is there twice",
                        null);
                good = false;
            } else {
                at[which] = i;
            }
        }
        List<String> missing = new ArrayList<>();
        for (Column needed : List.of(Column.SENDER, Column.RECEIVER, Column.AMOUNT)) {
            if (!has(needed)) missing.add(needed.label());
        }
        if (!missing.isEmpty()) {
            header.report(
                    ProblemCode.PAYMENTS_COLUMNS, NONE, "missing in the header: " + String.join(", ", missing), null);
            good = false;
        }
        if (has(Column.TICK) == has(Column.TIME)) {
            header.report(
                    ProblemCode.PAYMENTS_COLUMNS,
                    has(Column.TIME) ? at[Column.TIME.ordinal()] : NONE,
                    "the header must have one of tick and time, but it has " + (has(Column.TICK) ? "both" : "neither"),
                    null);
            good = false;
        } else if (has(Column.TICK) && has(Column.DAY)) {
            header.report(
                    ProblemCode.PAYMENTS_COLUMNS,
                    at[Column.DAY.ordinal()],
                    "the column day stands with time, but this file has tick",
                    "a tick is one of the whole run, and says its day itself");
            good = false;
        }
        return good;
    }

    private boolean has(Column column) {
        return at[column.ordinal()] != NONE;
    }

    /// Whether one more row can be taken; if not, that is reported.
    boolean hasRoom(Cells row) {
        if (rows.rows() < PaymentColumns.ROWS_MAX) return true;
        row.report(
                ProblemCode.TOO_MANY_PAYMENTS,
                NONE,
                "a payments file may have " + PaymentColumns.ROWS_MAX + " rows",
                null);
        return false;
    }

    /// Takes the row if all of it is right, and reports everything that is not.
    void add(Cells row) {
        if (row.count() != columns) {
            row.report(
                    ProblemCode.NUMBER_OF_CELLS,
                    NONE,
                    "the row has "
                            + row.count()
                            + (row.count() == 1 ? " cell" : " cells")
                            + ", but the header has "
                            + columns,
                    null);
            return;
        }
        long tick = has(Column.TICK) ? integer(row, Column.TICK, 0, simulation.totalTicks() - 1L) : tickOfTime(row);
        int sender = agent(row, Column.SENDER);
        int receiver = agent(row, Column.RECEIVER);
        if (sender >= 0 && sender == receiver) {
            row.report(
                    ProblemCode.SENDER_IS_RECEIVER,
                    at[Column.RECEIVER.ordinal()],
                    "sender and receiver must differ, but both are " + Words.quoted(order.ids().get(sender)),
                    null);
            return;
        }
        long amount = integer(row, Column.AMOUNT, 1, Long.MAX_VALUE);
        long priority = isLeftOut(row, Column.PRIORITY) ? PRIORITY_DEFAULT : integer(row, Column.PRIORITY, 0, 10);
        boolean standard = isLeftOut(row, Column.DEADLINE);
        long deadline = standard ? 0 : integer(row, Column.DEADLINE, 0, Integer.MAX_VALUE);
        if (tick == WRONG || sender < 0 || receiver < 0 || amount == WRONG || priority == WRONG || deadline == WRONG)
            return;
        if (standard) deadline = (tick / simulation.ticksPerDay() + 1) * simulation.ticksPerDay();
        if (deadline <= tick) {
            row.report(
                    ProblemCode.DEADLINE_TOO_EARLY,
                    at[Column.DEADLINE.ordinal()],
                    "deadline must be after the tick of arrival, " + tick + ", but it is " + deadline,
                    null);
            return;
        }
        rows.add((int) tick, sender, receiver, amount, (int) priority, (int) Math.min(deadline, Integer.MAX_VALUE));
    }

    private boolean isLeftOut(Cells row, Column column) {
        return !has(column) || row.isEmpty(at[column.ordinal()]);
    }

    private long integer(Cells row, Column column, long min, long max) {
        int cell = at[column.ordinal()];
        if (row.isEmpty(cell)) return refuseEmpty(row, column);
        long value = row.integer(cell);
        if (value >= min && value <= max) return value;
        String seen = String.valueOf(row.text(cell));
        boolean digits = value != Cells.NO_INTEGER || seen.matches("[+-]?[0-9]+");
        boolean beyond = digits && (column == Column.TICK || column == Column.DAY) && !seen.startsWith("-");
        row.report(
                beyond ? ProblemCode.NEVER_HAPPENS : digits ? ProblemCode.OUT_OF_RANGE : ProblemCode.NOT_AN_INTEGER,
                cell,
                column.label()
                        + " must be an integer from "
                        + min
                        + " to "
                        + max
                        + ", but it is "
                        + Words.shown(seen, 60),
                beyond
                        ? "the run has " + simulation.totalTicks() + " ticks in " + simulation.numDays() + " days"
                        : digits ? null : "write decimal digits only");
        return WRONG;
    }

    private long refuseEmpty(Cells row, Column column) {
        row.report(ProblemCode.EMPTY_VALUE, at[column.ordinal()], column.label() + " is empty", null);
        return WRONG;
    }

    /// day × ticks_per_day + ⌊(time − opening) × ticks_per_day ÷ (closing − opening)⌋, in microseconds and so exact.
    private long tickOfTime(Cells row) {
        long day = isLeftOut(row, Column.DAY) ? 0 : integer(row, Column.DAY, 0, simulation.numDays() - 1L);
        int cell = at[Column.TIME.ordinal()];
        if (row.isEmpty(cell)) return refuseEmpty(row, Column.TIME);
        String text = String.valueOf(row.text(cell));
        long micros = microsOfDay(text);
        if (micros == WRONG) {
            row.report(
                    ProblemCode.WRONG_FORM,
                    cell,
                    "time must be HH:MM, HH:MM:SS or HH:MM:SS.ffffff, but it is " + Words.quoted(text),
                    null);
            return WRONG;
        }
        long sinceOpening = micros - openingMicros;
        if (sinceOpening < 0 || sinceOpening >= hoursMicros) {
            row.report(
                    ProblemCode.OUTSIDE_HOURS,
                    cell,
                    "time must be from "
                            + simulation.openingTime()
                            + " on and before "
                            + simulation.closingTime()
                            + ", but it is "
                            + text,
                    "the hours are simulation.opening_time and closing_time");
            return WRONG;
        }
        if (day == WRONG) return WRONG;
        return day * simulation.ticksPerDay() + sinceOpening * simulation.ticksPerDay() / hoursMicros;
    }

    private static long microsOfDay(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) return WRONG;
        long seconds = 3_600L * Integer.parseInt(time.group(1)) + 60L * Integer.parseInt(time.group(2));
        if (time.group(3) != null) seconds += Integer.parseInt(time.group(3));
        String fraction = time.group(4);
        return seconds * SECOND + (fraction == null ? 0 : Integer.parseInt((fraction + "00000").substring(0, 6)));
    }

    /// The agent's position in agent order, or a negative number if there is none.
    private int agent(Cells row, Column column) {
        int cell = at[column.ordinal()];
        if (row.isEmpty(cell)) {
            refuseEmpty(row, column);
            return NONE;
        }
        String id = row.text(cell);
        Integer agent = id == null ? null : agents.get(id);
        if (agent != null) return agent;
        refuseAgent(row, column, cell, id);
        return NONE;
    }

    private void refuseAgent(Cells row, Column column, int cell, @Nullable String id) {
        if (id == null) {
            row.report(ProblemCode.NOT_UTF8, cell, column.label() + " is not UTF-8", "save the file as UTF-8");
        } else if (id.equals(Scenario.CENTRAL_BANK)) {
            row.report(
                    ProblemCode.CENTRAL_BANK,
                    cell,
                    column.label() + " must be an agent, but it is CENTRAL_BANK",
                    "a direct_transfer of scenario_events moves money to or from CENTRAL_BANK");
        } else {
            String nearest = problems.isFull() ? null : Words.nearest(id, order.ids());
            row.report(
                    ProblemCode.UNKNOWN_AGENT,
                    cell,
                    "no agent is called " + Words.quoted(id),
                    nearest == null ? null : "did you mean " + Words.quoted(nearest) + "?");
        }
    }
}
