package rtgsim.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The page for the browser, from the jar. The addresses of its views are all answered by one file, which tells them apart by itself; so their parameters are not
/// for the server to check.
///
/// The build packs the page if it finds Node; without, rtgsim has its API and no page.
final class PageFiles {

    /// A line for each file of the page, made by the build.
    private static final String LIST = "page/files.txt";

    private static final String INDEX = "index.html";

    /// The start page is not among them: its address also answers those who want text.
    private static final List<String> VIEWS =
            List.of(
                    "/simulations/{id}",
                    "/simulations/{id}/events/{event_id}",
                    "/simulations/{id}/transactions/{tx_id}",
                    "/simulations/{id}/agents/{agent_id}");

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", MediaType.HTML + "; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml");

    private final Map<String, byte[]> files;

    private PageFiles(Map<String, byte[]> files) {
        this.files = files;
    }

    /// The page that is packed with the program, or null without one.
    static @Nullable PageFiles packed() {
        byte[] list = read(LIST);
        if (list == null) return null;
        Map<String, byte[]> files = new HashMap<>();
        for (String name : new String(list, StandardCharsets.UTF_8).lines().toList()) {
            byte[] file = read("page/" + name);
            if (file == null) throw new IllegalStateException("listed but not packed with the program: page/" + name);
            files.put(name, file);
        }
        return new PageFiles(files);
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void addTo(RoutesConfig routes) {
        for (String view : VIEWS) add(routes, view, INDEX);
        for (String name : files.keySet()) if (!name.equals(INDEX)) add(routes, "/" + name, name);
    }

    private void add(RoutesConfig routes, String path, String name) {
        routes.addHttpHandler(HandlerType.GET, path, request -> send(request, name));
        routes.addHttpHandler(HandlerType.HEAD, path, request -> send(request, name));
    }

    void sendIndex(Context request) {
        send(request, INDEX);
    }

    private void send(Context request, String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null)
            throw new IllegalStateException("the page has a file of a type that it should not have: " + name);
        request.contentType(type);
        // The names of assets change with their content.
        request.header(
                "Cache-Control", name.startsWith("assets/") ? "private, max-age=31536000, immutable" : "no-cache");
        request.result(Objects.requireNonNull(files.get(name), name));
    }
}
