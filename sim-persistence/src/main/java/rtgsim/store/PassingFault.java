package rtgsim.store;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Locale;

/// Tells faults of the database that can pass by themselves from those that stay.
///
/// DuckDB's driver gives messages and no codes, so these are looked at; what is not known to pass is taken to stay.
final class PassingFault {

    /// A lock of another process, a connection that was cut, a time that was over.
    private static final List<String> SIGNS =
            List.of(
                    "could not set lock",
                    "conflicting lock",
                    "connection error",
                    "connection was closed",
                    "connection refused",
                    "connection reset",
                    "timeout",
                    "timed out",
                    "temporarily unavailable",
                    "interrupted");

    /// Classes of SQLSTATE: connection exception, transaction rollback.
    private static final List<String> STATES = List.of("08", "40");

    private PassingFault() {}

    static boolean is(SQLException fault) {
        if (fault instanceof SQLTransientException || fault instanceof SQLRecoverableException) return true;
        String state = fault.getSQLState();
        if (state != null && STATES.stream().anyMatch(state::startsWith)) return true;
        String message = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        return SIGNS.stream().anyMatch(message::contains);
    }
}
