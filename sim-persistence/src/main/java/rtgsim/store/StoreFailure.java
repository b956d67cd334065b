package rtgsim.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why the store could not do what it was asked. Each door maps a case to its exit code or HTTP status by one switch.
///
/// It is unchecked because it reaches the engine's thread through [rtgsim.event.ChunkExchange], which knows nothing of stores.
public abstract sealed class StoreFailure extends RuntimeException {

    private final String message;

    private StoreFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.message = message;
    }

    /// What was wrong with which file, for people.
    @Override
    public String getMessage() {
        return message;
    }

    /// No run, or no one run, has this id.
    public static final class NotFound extends StoreFailure {
        NotFound(String message) {
            super(message, null);
        }
    }

    /// A run of this id is there already, and it was not said that it is to be replaced.
    public static final class AlreadyStored extends StoreFailure {
        AlreadyStored(String message) {
            super(message, null);
        }
    }

    /// The run is there but not sealed: still running, interrupted or incomplete.
    public static final class NotSealed extends StoreFailure {
        private final RunStatus status;

        NotSealed(String message, RunStatus status) {
            super(message, null);
            this.status = status;
        }

        public RunStatus status() {
            return status;
        }
    }

    /// A run that this process writes cannot be read at this moment; soon it can, as it is or sealed.
    public static final class Unavailable extends StoreFailure {
        Unavailable(String why, @Nullable Throwable cause) {
            super("the run cannot be read just now: " + why, cause);
        }
    }

    /// Another process has the file.
    public static final class Locked extends StoreFailure {
        Locked(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// The folder or the file cannot be written: read-only, full, or no folder at all.
    public static final class CannotWrite extends StoreFailure {
        CannotWrite(Path path, String why, @Nullable Throwable cause) {
            super("cannot write " + path + ": " + why, cause);
        }
    }

    /// The file is not what was written: cut, altered, or with rows missing.
    public static final class Damaged extends StoreFailure {
        Damaged(Path path, String why, @Nullable Throwable cause) {
            super(path + " is damaged: " + why, cause);
        }
    }

    /// The file was not made by rtgsim.
    public static final class Foreign extends StoreFailure {
        Foreign(Path path, String why, @Nullable Throwable cause) {
            super(path + " was not made by rtgsim: " + why, cause);
        }
    }

    /// The file was made by a later rtgsim.
    public static final class Newer extends StoreFailure {
        Newer(Path path, String why) {
            super(path + " was made by a newer rtgsim: " + why, null);
        }
    }

    /// What a failure of the database means for the one who writes `file`.
    static StoreFailure writing(Path file, SQLException cause) {
        String message = firstLine(cause);
        if (isLock(message)) return new Locked("another process has " + file + ": " + message, cause);
        return new CannotWrite(file, message, cause);
    }

    /// What a failure of the database means for the one who opens `file` to go on writing it.
    static StoreFailure reopening(Path file, SQLException cause) {
        String message = firstLine(cause);
        return REFUSALS.stream().anyMatch(message::contains)
                ? new CannotWrite(file, message, cause)
                : opening(file, cause);
    }

    /// What the system says of a disk or folder that takes nothing.
    private static final List<String> REFUSALS =
            List.of("No space left on device", "Permission denied", "Read-only file system");

    /// What a failure of the database means for the one who opens `file`, which was complete when it was sealed.
    static StoreFailure opening(Path file, SQLException cause) {
        String message = firstLine(cause);
        if (isLock(message)) return new Locked("another process has " + file + ": " + message, cause);
        if (message.contains("newer") || message.contains("version number")) return new Newer(file, message);
        if (message.contains("not a valid DuckDB database") || message.contains("sqlite"))
            return new Foreign(file, message, cause);
        return new Damaged(file, message, cause);
    }

    /// What a failure of the database means for the one who reads an open file; what is nobody's fault but ours is a bug.
    static RuntimeException reading(Path file, SQLException cause) {
        String message = firstLine(cause);
        if (DAMAGES.stream().anyMatch(message::startsWith)) return new Damaged(file, message, cause);
        return new IllegalStateException("reading " + file + " failed: " + message, cause);
    }

    /// The kinds of error that DuckDB gives when a file is not what was written.
    private static final List<String> DAMAGES =
            List.of(
                    "IO Error",
                    "Serialization Error",
                    "Fatal Error",
                    "FATAL Error",
                    "INTERNAL Error",
                    "Internal Error");

    private static boolean isLock(String message) {
        return message.contains("Could not set lock") || message.contains("Conflicting lock");
    }

    static String firstLine(SQLException cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message.lines().findFirst().orElse(cause.toString());
    }
}
