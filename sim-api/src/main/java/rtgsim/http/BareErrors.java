package rtgsim.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee10.servlet.ErrorHandler;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import rtgsim.app.Json;

/// Answers requests that the server could not even read, in the same form as all other refusals.
final class BareErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= 400 ? response.getStatus() : 500;
        String title = HttpStatus.getMessage(status);
        ProblemAnswer problem =
                new ProblemAnswer(
                        "urn:rtgsim:problem:malformed",
                        title,
                        status,
                        "the request could not be read: " + title,
                        null,
                        null,
                        null);
        Gate.HEADERS.forEach((name, value) -> response.getHeaders().put(new HttpField(name, value)));
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemAnswer.CONTENT_TYPE);
        response.setStatus(status);
        response.write(true, ByteBuffer.wrap(Json.text(problem).getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
