package rtgsim.app;

import java.util.List;
import org.jspecify.annotations.Nullable;
import rtgsim.scenario.file.Problem;
import rtgsim.store.StoreFailure;

/// Something that was asked for and will not be done. Each door has one switch over these: to its exit code, to its HTTP status.
public sealed interface Refusal {

    /// What was seen and what is allowed, without a full stop.
    String message();

    /// How to mend it, or null where the message says all.
    default @Nullable String hint() {
        return null;
    }

    /// A parameter or option that does not exist, is missing, or has a value that is not allowed.
    ///
    /// @param name of the parameter, as its door spells it
    record BadArgument(String name, String message, @Nullable String hint) implements Refusal {

        /// A value that is none of a closed list.
        public static BadArgument notOneOf(String name, String seen, List<String> allowed) {
            return new BadArgument(
                    name,
                    name + " must be one of " + String.join(", ", allowed) + ": " + name + "=" + seen,
                    didYouMean(seen, allowed));
        }

        /// A name that no parameter has.
        public static BadArgument unknown(String kind, String seen, List<String> allowed) {
            String hint = didYouMean(seen, allowed);
            String all = "known: " + String.join(", ", allowed);
            return new BadArgument(seen, "there is no " + kind + " " + seen, hint == null ? all : hint + " " + all);
        }
    }

    /// A scenario that cannot be run, with everything that is wrong with it.
    record ScenarioInvalid(String name, List<Problem> problems) implements Refusal {
        public ScenarioInvalid {
            problems = List.copyOf(problems);
        }

        @Override
        public String message() {
            return name + " has " + problems.size() + (problems.size() == 1 ? " error" : " errors");
        }
    }

    /// A run, event, agent, transaction or file that is not there.
    ///
    /// @param near names that exist and are like it
    record NotFound(String message, List<String> near) implements Refusal {
        public NotFound {
            near = List.copyOf(near);
        }

        @Override
        public @Nullable String hint() {
            return near.isEmpty() ? null : "did you mean " + String.join(", ", near) + "?";
        }
    }

    /// The id names a stored run of something else.
    record IdTaken(String message) implements Refusal {
        @Override
        public String hint() {
            return "choose another id, or replace that run with --rerun";
        }
    }

    /// The run is being written now, by this process or another, or another program has its file open.
    record BeingWritten(String message) implements Refusal {
        @Override
        public String hint() {
            return "wait until it is sealed";
        }
    }

    /// A run that is being written cannot be read at this moment.
    record Unavailable(String message) implements Refusal {
        @Override
        public String hint() {
            return "ask again in a moment";
        }
    }

    /// A run that did not get to its end, so that there is nothing sealed to answer from.
    record NotSealed(String message, String status) implements Refusal {
        @Override
        public String hint() {
            return switch (status) {
                case "queued" -> "ask again when it is sealed";
                case "running" ->
                        "wait until it is sealed; if a server runs it, that server can be asked for its events so far";
                case "incomplete" -> "store the rest of it: rtgsim fallback replay ID";
                default -> "run its scenario again with --rerun";
            };
        }
    }

    /// Another program listens where the server should.
    record PortTaken(int port) implements Refusal {
        @Override
        public String message() {
            return "port " + port + " is taken by another program";
        }

        @Override
        public String hint() {
            return "choose another with -p PORT, or any free one with -p 0";
        }
    }

    /// As many runs wait as may wait.
    record QueueFull(int waiting) implements Refusal {
        @Override
        public String message() {
            return waiting + " runs wait already, which is the most";
        }

        @Override
        public String hint() {
            return "ask again when one of them is done";
        }
    }

    /// A run that would take longer or need more room than a request may cause.
    record TooBig(String message) implements Refusal {
        @Override
        public String hint() {
            return "run it from the command line: rtgsim run FILE";
        }
    }

    /// A run that was told to stop before its end.
    record Interrupted(String id, int tick, int ticks) implements Refusal {
        @Override
        public String message() {
            return "the run " + id + " was interrupted after tick " + tick + " of " + ticks;
        }

        @Override
        public String hint() {
            return "the same command runs it again from the start";
        }
    }

    /// What must always hold did not; the run ended there.
    record InvariantBroken(String message) implements Refusal {
        @Override
        public String hint() {
            return "this is a bug of rtgsim; please report it with this message and the scenario";
        }
    }

    /// The store's folder, or a file to export, cannot be written.
    record CannotWrite(String message) implements Refusal {}

    /// A stored file that is damaged, foreign, or of a newer rtgsim.
    record Unreadable(String message) implements Refusal {}

    /// What HTTP itself forbids, before anything is looked at.
    record BadRequest(Reason reason, String message, @Nullable String hint) implements Refusal {

        /// Why, one for each status.
        public enum Reason {
            NO_SUCH_ROUTE,
            METHOD_NOT_ALLOWED,
            NOT_ACCEPTABLE,
            UNSUPPORTED_MEDIA_TYPE,
            BODY_TOO_LARGE,
            KEY_REUSED,
            FOREIGN_HOST,
            FOREIGN_ORIGIN,
            MALFORMED
        }
    }

    /// What the store would not do, as a case of ours.
    static Refusal of(StoreFailure failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case StoreFailure.NotFound missing -> new NotFound(message, List.of());
            case StoreFailure.AlreadyStored stored -> new IdTaken(message);
            case StoreFailure.NotSealed unsealed -> new NotSealed(message, unsealed.status().label());
            case StoreFailure.Unavailable busy -> new Unavailable(message);
            case StoreFailure.Locked locked -> new BeingWritten(message);
            case StoreFailure.CannotWrite unwritable -> new CannotWrite(message);
            case StoreFailure.Damaged damaged -> new Unreadable(message);
            case StoreFailure.Foreign foreign -> new Unreadable(message);
            case StoreFailure.Newer newer -> new Unreadable(message);
        };
    }

    /// `did you mean …?`, or null if nothing is near.
    static @Nullable String didYouMean(String seen, List<String> allowed) {
        String near = Nearest.name(seen, allowed);
        return near == null ? null : "did you mean " + near + "?";
    }
}
