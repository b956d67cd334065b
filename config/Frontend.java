import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Builds and tests the page for the browser, which needs Node, and says so where there is none: all else of rtgsim does without.
///
///     java config/Frontend.java build ROOT OUT   makes the page in the folder OUT, with a list of its files, unless it is newer than its sources
///     java config/Frontend.java test ROOT        the tests of its parts, then those in Chromium
final class Frontend {

    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)\\..*");

    /// Where Debian and others put it; `RTGSIM_CHROMIUM` comes first.
    private static final List<String> BROWSERS =
            List.of(
                    "/usr/bin/chromium",
                    "/usr/bin/chromium-browser",
                    "/usr/bin/google-chrome",
                    "/usr/bin/google-chrome-stable");

    private final Path frontend;

    private Frontend(Path root) {
        this.frontend = root.toAbsolutePath().normalize().resolve("frontend");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Frontend frontend = new Frontend(Path.of(args[1]));
        switch (args[0]) {
            case "build" -> frontend.build(Path.of(args[2]).toAbsolutePath());
            case "test" -> frontend.test();
            default -> throw new IllegalArgumentException("build or test: " + args[0]);
        }
    }

    private void build(Path out) throws IOException, InterruptedException {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            say(
                    "the page for the browser is left out, since "
                            + missing.get()
                            + "; the command line and the API work without it");
            remove(out);
            return;
        }
        Path list = out.resolve("files.txt");
        if (Files.exists(list) && Files.getLastModifiedTime(list).compareTo(newestSource()) > 0) return;
        run(List.of("npm", "run", "--silent", "build"), out);
        List<String> names;
        try (Stream<Path> files = Files.walk(out)) {
            names =
                    files.filter(Files::isRegularFile)
                            .map(file -> out.relativize(file).toString().replace('\\', '/'))
                            .sorted()
                            .toList();
        }
        Files.write(list, names);
    }

    private void test() throws IOException, InterruptedException {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            say("the tests of the page DID NOT RUN, since " + missing.get());
            return;
        }
        run(List.of("npm", "run", "--silent", "test"), null);
        Optional<Path> browser = browser();
        if (browser.isEmpty()) {
            say(
                    "the tests in a browser DID NOT RUN, since there is no Chromium: install it, or name it in RTGSIM_CHROMIUM");
            return;
        }
        run(List.of("npm", "run", "--silent", "test:browser"), null);
    }

    private static Optional<Path> browser() {
        List<String> candidates = new ArrayList<>(BROWSERS);
        String named = System.getenv("RTGSIM_CHROMIUM");
        if (named != null) candidates.addFirst(named);
        return candidates.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /// Why the page cannot be built here; empty if it can, its packages being there then.
    private Optional<String> missing() throws IOException, InterruptedException {
        String seen = version();
        Matcher version = VERSION.matcher(seen);
        if (!version.matches()) return Optional.of("Node 20.19 or later was not found");
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        boolean fits = major > 22 || (major == 22 && minor >= 12) || (major == 20 && minor >= 19);
        if (!fits) return Optional.of("Node is " + seen + ", and 20.19 or, from 22 on, 22.12 is needed");
        Path installed = frontend.resolve("node_modules/.package-lock.json");
        Path wanted = frontend.resolve("package-lock.json");
        if (Files.exists(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0) {
            return Optional.empty();
        }
        int status = start(List.of("npm", "ci", "--silent", "--prefer-offline", "--ignore-scripts"), null);
        if (status != 0) return Optional.of("npm could not fetch its packages (npm ci in " + frontend + " says why)");
        Files.setLastModifiedTime(installed, FileTime.fromMillis(System.currentTimeMillis()));
        return Optional.empty();
    }

    private static String version() throws IOException, InterruptedException {
        Process node;
        try {
            node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
        } catch (IOException notThere) {
            return "";
        }
        String version = new String(node.getInputStream().readAllBytes()).strip();
        return node.waitFor() == 0 ? version : "";
    }

    private FileTime newestSource() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(frontend)) {
            sources.addAll(files.toList());
        }
        for (String folder : List.of("src", "public")) {
            try (Stream<Path> files = Files.walk(frontend.resolve(folder))) {
                sources.addAll(files.toList());
            }
        }
        FileTime newest = FileTime.fromMillis(0);
        for (Path file : sources) {
            if (!Files.isRegularFile(file)) continue;
            FileTime time = Files.getLastModifiedTime(file);
            if (time.compareTo(newest) > 0) newest = time;
        }
        return newest;
    }

    private void run(List<String> command, Path page) throws IOException, InterruptedException {
        int status = start(command, page);
        if (status == 0) return;
        say(String.join(" ", command) + " failed in " + frontend);
        System.exit(1);
    }

    private int start(List<String> command, Path page) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(command).directory(frontend.toFile()).inheritIO();
        process.environment().put("CI", "true");
        process.environment().put("NO_COLOR", "1");
        process.environment().put("RTGSIM_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        browser().ifPresent(browser -> process.environment().put("RTGSIM_CHROMIUM", browser.toString()));
        if (page != null) process.environment().put("RTGSIM_PAGE", page.toString());
        return process.start().waitFor();
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static void say(String what) {
        System.out.println("rtgsim: " + what);
    }
}
