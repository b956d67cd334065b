package rtgsim.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.app.Simulations;

/// A web page cannot reach the API, and nobody can from another machine.
class GateTest {

    /// What a request says of where it comes from, and what may become of it.
    record Sender(String name, String lines, Set<Integer> answers) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String SCENARIO = "name: x\n";

    @TempDir static Path folder;

    private static ApiServer server;
    private static int port;
    private static Set<String> socketsBefore;

    @BeforeAll
    static void start() throws IOException {
        socketsBefore = listeningSockets();
        server = ApiServer.start(new Simulations(folder.resolve("runs")), 0);
        port = server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Hosts, origins and sites that are not this server's; `{port}` stands for its port.
    static Stream<Sender> foreigners() {
        List<Sender> senders = new ArrayList<>();
        List<String> hosts =
                List.of(
                        "evil.example",
                        "evil.example:{port}",
                        "127.0.0.1.evil.example:{port}",
                        "localhost.evil.example:{port}",
                        "evil.example#127.0.0.1:{port}",
                        "127.0.0.1",
                        "localhost",
                        "127.0.0.1:1",
                        "localhost:80",
                        "127.0.0.1:{port}1",
                        "127.0.0.2:{port}",
                        "127.1:{port}",
                        "0.0.0.0:{port}",
                        "[::]:{port}",
                        "[::ffff:127.0.0.1]:{port}",
                        "192.168.0.1:{port}",
                        "10.0.0.1:{port}",
                        "169.254.169.254:{port}",
                        "localhost.:{port}",
                        "2130706433:{port}",
                        "0x7f.1:{port}",
                        "xn--localhost-:{port}",
                        "user@127.0.0.1:{port}",
                        "127.0.0.1:{port}, evil.example",
                        "");
        for (String host : hosts) senders.add(new Sender("Host " + host, "Host: " + host + "\n", Set.of(400, 421)));
        senders.add(new Sender("no Host", "", Set.of(400, 421)));
        senders.add(new Sender("two Hosts", "Host: 127.0.0.1:{port}\nHost: evil.example\n", Set.of(400, 421)));
        List<String> origins =
                List.of(
                        "http://evil.example",
                        "https://evil.example",
                        "http://evil.example:{port}",
                        "null",
                        "https://127.0.0.1:{port}",
                        "https://localhost:{port}",
                        "http://localhost",
                        "http://127.0.0.1",
                        "http://localhost:1",
                        "http://localhost:{port}.evil.example",
                        "http://127.0.0.1:{port}@evil.example",
                        "http://localhost.evil.example:{port}",
                        "file://",
                        "chrome-extension://abc",
                        "ws://127.0.0.1:{port}",
                        "http://[::]:{port}",
                        "",
                        "http://",
                        "http://127.0.0.1:{port} http://evil.example");
        for (String origin : origins) {
            senders.add(
                    new Sender(
                            "Origin " + origin, "Host: 127.0.0.1:{port}\nOrigin: " + origin + "\n", Set.of(400, 403)));
        }
        for (String site : List.of("cross-site", "same-site", "CROSS-SITE", "none, cross-site", "", "anything")) {
            senders.add(
                    new Sender("site " + site, "Host: localhost:{port}\nSec-Fetch-Site: " + site + "\n", Set.of(403)));
        }
        senders.add(
                new Sender(
                        "a page of elsewhere, whole",
                        "Host: 127.0.0.1:{port}\nOrigin: http://evil.example\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: cors\n",
                        Set.of(403)));
        senders.add(
                new Sender(
                        "a rebound name",
                        "Host: rebind.example:{port}\nOrigin: http://rebind.example:{port}\nSec-Fetch-Site: same-origin\n",
                        Set.of(421)));
        return senders.stream();
    }

    @ParameterizedTest
    @MethodSource("foreigners")
    void whoeverComesFromElsewhereReadsNothing(Sender sender) throws IOException {
        for (String path : List.of("/api/version", "/api/simulations", "/", "/nowhere")) {
            assertRefused(sender, "GET " + path + " HTTP/1.1\n", "");
        }
    }

    @ParameterizedTest
    @MethodSource("foreigners")
    void whoeverComesFromElsewhereStartsNothing(Sender sender) throws IOException {
        String length = "Content-Length: " + SCENARIO.length() + "\n";
        for (String type : List.of("application/yaml", "text/plain", "application/x-www-form-urlencoded")) {
            assertRefused(sender, "POST /api/simulations HTTP/1.1\nContent-Type: " + type + "\n" + length, SCENARIO);
        }
        assertRefused(sender, "OPTIONS /api/simulations HTTP/1.1\nAccess-Control-Request-Method: POST\n", "");
        assertFalse(Files.exists(folder.resolve("runs")), "nothing may be written");
    }

    private static void assertRefused(Sender sender, String head, String body) throws IOException {
        String lines = sender.lines().replace("{port}", Integer.toString(port));
        RawHttp.Answer answer = RawHttp.send(port, head + lines + "Connection: close\n", body);
        assertTrue(sender.answers().contains(answer.status()), () -> head + lines + "→ " + answer);
        assertSafe(answer);
        assertFalse(answer.body().contains("\"version\""), answer::body);
    }

    private static void assertSafe(RawHttp.Answer answer) {
        assertEquals("application/problem+json", answer.header("Content-Type"), answer::toString);
        assertTrue(answer.header("Content-Security-Policy").startsWith("default-src 'self'"), answer::toString);
        assertTrue(answer.header("Content-Security-Policy").contains("frame-ancestors 'none'"), answer::toString);
        assertEquals("nosniff", answer.header("X-Content-Type-Options"));
        assertTrue(
                answer.headers().keySet().stream().noneMatch(name -> name.startsWith("access-control")),
                answer::toString);
    }

    @Test
    void aTargetWithAnotherHostThanTheHeaderIsRefused() throws IOException {
        RawHttp.Answer answer =
                RawHttp.send(
                        port,
                        "GET http://evil.example/api/version HTTP/1.1\nHost: 127.0.0.1:"
                                + port
                                + "\nConnection: close\n",
                        "");
        assertTrue(Set.of(400, 421).contains(answer.status()), answer::toString);
    }

    @Test
    void programsAndPagesOfThisServerAreLetIn() throws IOException {
        for (String host : List.of("127.0.0.1", "localhost", "LOCALHOST", "[::1]")) {
            String origin = "Origin: http://" + host.toLowerCase(Locale.ROOT) + ":" + port + "\n";
            for (String more : List.of("", origin, "Sec-Fetch-Site: same-origin\n", "Sec-Fetch-Site: none\n")) {
                RawHttp.Answer answer =
                        RawHttp.send(
                                port,
                                "GET /api/version HTTP/1.1\nHost: "
                                        + host
                                        + ":"
                                        + port
                                        + "\n"
                                        + more
                                        + "Connection: close\n",
                                "");
                assertEquals(200, answer.status(), () -> host + " " + more + answer);
                assertTrue(answer.headers().keySet().stream().noneMatch(name -> name.startsWith("access-control")));
                assertTrue(answer.header("Content-Security-Policy").startsWith("default-src 'self'"));
            }
        }
    }

    @Test
    void aFormOfAWebPageIsNoScenario() throws IOException {
        for (String type :
                List.of(
                        "text/plain",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "text/html",
                        "application/octet-stream")) {
            RawHttp.Answer answer =
                    RawHttp.send(
                            port,
                            "POST /api/simulations HTTP/1.1\nHost: 127.0.0.1:"
                                    + port
                                    + "\nContent-Type: "
                                    + type
                                    + "\nContent-Length: "
                                    + SCENARIO.length()
                                    + "\nConnection: close\n",
                            SCENARIO);
            assertEquals(415, answer.status(), () -> type + answer);
            assertSafe(answer);
        }
    }

    @Test
    void methodsThatNothingTakesAreRefusedWithTheSameHeaders() throws IOException {
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BEFORE", "AFTER", "QUERY", "FOO")) {
            RawHttp.Answer answer =
                    RawHttp.send(
                            port,
                            method + " /api/version HTTP/1.1\nHost: 127.0.0.1:" + port + "\nConnection: close\n",
                            "");
            assertEquals(405, answer.status(), () -> method + answer);
            assertSafe(answer);
        }
    }

    @Test
    void whatIsNoHttpIsRefusedInTheSameForm() throws IOException {
        String host = "Host: 127.0.0.1:" + port + "\nConnection: close\n";
        for (String head :
                List.of(
                        "GET /api/version HTTP/1.1\n" + host + "X: " + "x".repeat(40_000) + "\n",
                        "GET /api/version\u0000 HTTP/1.1\n" + host,
                        "GET /" + "x".repeat(40_000) + " HTTP/1.1\n" + host,
                        "GET /api/version HTTP/9.9\n" + host)) {
            RawHttp.Answer answer = RawHttp.send(port, head, "");
            assertTrue(answer.status() >= 400 && answer.status() < 600, answer::toString);
            assertSafe(answer);
        }
    }

    @Test
    void headersOfEveryAnswerForbidWhatABrowserCouldBeTalkedInto() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path :
                    List.of(
                            "/",
                            "/api/health",
                            "/api/version",
                            "/api/openapi.json",
                            "/nowhere",
                            "/api/simulations/nothing")) {
                HttpResponse<String> answer =
                        client.send(
                                HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                                HttpResponse.BodyHandlers.ofString());
                for (var header : Gate.HEADERS.entrySet()) {
                    assertEquals(List.of(header.getValue()), answer.headers().allValues(header.getKey()), path);
                }
            }
        }
    }

    @Test
    void theServerListensOnOnePortOfLoopbackAlone() throws IOException {
        Set<String> added = new HashSet<>(listeningSockets());
        added.removeAll(socketsBefore);
        String loopback = "0100007F:" + String.format("%04X", port);
        // A socket of the JVM bound to 127.0.0.1 stands in the kernel's table of version 6, as the mapped address.
        String mapped = "0000000000000000FFFF00000100007F:" + String.format("%04X", port);
        assertEquals(1, added.size(), added::toString);
        assertTrue(added.contains(loopback) || added.contains(mapped), added::toString);
    }

    /// Local addresses that this process listens on, as the kernel writes them.
    private static Set<String> listeningSockets() throws IOException {
        Set<String> own = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) own.add(target(descriptor));
            }
        }
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            if (!Files.exists(Path.of(table))) continue;
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.trim().split("\\s+");
                boolean listens = fields.length > 9 && fields[3].equals("0A");
                if (listens && own.contains("socket:[" + fields[9] + "]")) sockets.add(fields[1]);
            }
        }
        return sockets;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
