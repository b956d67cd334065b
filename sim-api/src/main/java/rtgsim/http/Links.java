package rtgsim.http;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The neighbours of a page, as `Link` (RFC 8288).
final class Links {

    private Links() {}

    static void send(Context request, QueryString query, @Nullable String next, @Nullable String prev) {
        List<String> links = new ArrayList<>();
        if (next != null) links.add("<" + address(request, query, next) + ">; rel=\"next\"");
        if (prev != null) links.add("<" + address(request, query, prev) + ">; rel=\"prev\"");
        if (!links.isEmpty()) request.header("Link", String.join(", ", links));
    }

    /// The same question at another place.
    private static String address(Context request, QueryString query, String cursor) {
        StringBuilder address = new StringBuilder(request.path()).append('?');
        query.all()
                .forEach((name, values) -> {
                    if (name.equals("cursor") || name.equals("offset")) return;
                    for (String value : values) {
                        address.append(name)
                                .append('=')
                                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                                .append('&');
                    }
                });
        return address.append("cursor=").append(cursor).toString();
    }
}
