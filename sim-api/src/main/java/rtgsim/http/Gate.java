package rtgsim.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import rtgsim.app.Refusal;
import rtgsim.app.Refusal.BadRequest.Reason;
import rtgsim.app.Refused;

/// Lets in only those who talk to this server on purpose: programs of this machine, and pages that the server itself gave out.
///
/// A web page from elsewhere can make the user's browser send requests to a loopback port. Its requests carry the page's `Origin` or a `Sec-Fetch-Site`, and
/// after a trick with the name service a foreign `Host`; each is enough to be refused.
final class Gate {

    /// On every answer: nothing from elsewhere is loaded, nothing is framed, nothing is guessed.
    static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
                    "X-Content-Type-Options", "nosniff",
                    "X-Frame-Options", "DENY",
                    "Referrer-Policy", "no-referrer",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    "Cross-Origin-Opener-Policy", "same-origin");

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> SITES = Set.of("same-origin", "none");

    private Gate() {}

    /// Refuses a request that does not come from here.
    static void check(Context request) {
        int port = request.req().getLocalPort();
        checkHost(headers(request, "Host"), port);
        checkHost(List.of(authority(request)), port);
        checkOrigin(headers(request, "Origin"), port);
        checkSite(headers(request, "Sec-Fetch-Site"));
        checkMethod(request.req().getMethod());
    }

    private static List<String> headers(Context request, String name) {
        return Collections.list(request.req().getHeaders(name));
    }

    /// What the server took for the host, which a target like `GET http://elsewhere/` decides rather than the header.
    private static String authority(Context request) {
        return request.req().getServerName() + ":" + request.req().getServerPort();
    }

    private static void checkHost(List<String> hosts, int port) {
        if (hosts.size() == 1 && isOurs(hosts.getFirst(), port)) return;
        throw refused(
                Reason.FOREIGN_HOST,
                "the request is for the host "
                        + (hosts.isEmpty() ? "(none)" : String.join(", ", hosts))
                        + ", which this server is not",
                "use http://127.0.0.1:" + port);
    }

    private static void checkOrigin(List<String> origins, int port) {
        boolean ours =
                origins.isEmpty()
                        || (origins.size() == 1
                                && origins.getFirst().startsWith("http://")
                                && isOurs(origins.getFirst().substring("http://".length()), port));
        if (ours) return;
        throw refused(
                Reason.FOREIGN_ORIGIN,
                "the request comes from a page of " + String.join(", ", origins) + ", not of this server",
                null);
    }

    private static void checkSite(List<String> sites) {
        if (sites.isEmpty() || (sites.size() == 1 && SITES.contains(sites.getFirst()))) return;
        throw refused(
                Reason.FOREIGN_ORIGIN,
                "the request comes from another site's page (Sec-Fetch-Site: " + String.join(", ", sites) + ")",
                null);
    }

    /// Javalin keeps handlers of its own under names like `BEFORE`, which a request could use for a method.
    private static void checkMethod(String method) {
        if (HandlerType.findOrDefault(method).isHttpMethod()) return;
        throw refused(Reason.METHOD_NOT_ALLOWED, "there is no method " + method, null);
    }

    /// `localhost:8080` and the like. Without a port it is port 80 that is meant.
    private static boolean isOurs(String authority, int port) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String name = (hasPort ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
        String number = hasPort ? authority.substring(colon + 1) : "80";
        return NAMES.contains(name) && number.equals(Integer.toString(port));
    }

    private static Refused refused(Reason reason, String message, @Nullable String hint) {
        return new Refused(new Refusal.BadRequest(reason, message, hint));
    }
}
