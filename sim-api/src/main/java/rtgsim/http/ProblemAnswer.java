package rtgsim.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Json;
import rtgsim.app.Refusal;
import rtgsim.scenario.file.Problem;

/// A refusal as `application/problem+json` (RFC 9457).
///
/// @param parameter the query parameter that is wrong, if one is
/// @param errors everything that is wrong with a scenario
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProblemAnswer(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String hint,
        @Nullable String parameter,
        @Nullable List<ScenarioError> errors) {

    private static final String RETRY_AFTER_SECONDS = "1";
    static final String CONTENT_TYPE = "application/problem+json";

    /// One thing wrong with a scenario; lines and columns count from 1.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ScenarioError(
            String code,
            String detail,
            @Nullable String hint,
            String pointer,
            int line,
            int column,
            int length,
            String source) {

        static ScenarioError of(Problem problem) {
            return new ScenarioError(
                    problem.code(),
                    problem.message(),
                    problem.hint(),
                    problem.pointer(),
                    problem.line(),
                    problem.column(),
                    problem.length(),
                    problem.file());
        }
    }

    static ProblemAnswer of(Refusal refusal) {
        int status = status(refusal);
        List<ScenarioError> errors =
                refusal instanceof Refusal.ScenarioInvalid invalid
                        ? invalid.problems().stream().map(ScenarioError::of).toList()
                        : null;
        String parameter = refusal instanceof Refusal.BadArgument wrong ? wrong.name() : null;
        return new ProblemAnswer(
                "urn:rtgsim:problem:" + name(refusal),
                title(refusal),
                status,
                refusal.message(),
                refusal.hint(),
                parameter,
                errors);
    }

    static ProblemAnswer ofBug() {
        return new ProblemAnswer(
                "urn:rtgsim:problem:bug",
                "A mistake of rtgsim",
                500,
                "the server could not answer because of a mistake of its own",
                "please report it with what the server printed",
                null,
                null);
    }

    void send(Context answer) {
        answer.status(status);
        answer.header("Cache-Control", "no-store");
        if (status == 503) answer.header("Retry-After", RETRY_AFTER_SECONDS);
        answer.result(Json.text(this));
        answer.contentType(CONTENT_TYPE);
    }

    static int status(Refusal refusal) {
        return switch (refusal) {
            case Refusal.BadArgument wrong -> 400;
            case Refusal.NotFound missing -> 404;
            case Refusal.IdTaken taken -> 409;
            case Refusal.BeingWritten busy -> 409;
            case Refusal.NotSealed unsealed -> 409;
            case Refusal.Interrupted interrupted -> 409;
            case Refusal.ScenarioInvalid invalid -> 422;
            case Refusal.TooBig big -> 422;
            case Refusal.InvariantBroken broken -> 500;
            case Refusal.Unreadable damaged -> 500;
            case Refusal.PortTaken taken -> 500;
            case Refusal.Unavailable busy -> 503;
            case Refusal.QueueFull full -> 503;
            case Refusal.CannotWrite unwritable -> 507;
            case Refusal.BadRequest wrong ->
                    switch (wrong.reason()) {
                        case MALFORMED -> 400;
                        case FOREIGN_ORIGIN -> 403;
                        case NO_SUCH_ROUTE -> 404;
                        case METHOD_NOT_ALLOWED -> 405;
                        case NOT_ACCEPTABLE -> 406;
                        case KEY_REUSED -> 409;
                        case BODY_TOO_LARGE -> 413;
                        case UNSUPPORTED_MEDIA_TYPE -> 415;
                        case FOREIGN_HOST -> 421;
                    };
        };
    }

    private static String title(Refusal refusal) {
        String words = name(refusal).replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String name(Refusal refusal) {
        return refusal instanceof Refusal.BadRequest wrong
                ? wrong.reason().name().toLowerCase(Locale.ROOT).replace('_', '-')
                : refusal.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
