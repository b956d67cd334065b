package rtgsim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every link between pages of the project leads to a file, and to a heading where it names one.
class DocumentationLinksTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]\\n]*]\\(([^)\\s]+)\\)");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String name : List.of("README.md", "CHANGELOG.md")) pages.add(ROOT.resolve(name));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            Matcher link = LINK.matcher(withoutCode(Files.readString(page)));
            while (link.find()) {
                String target = link.group(1);
                if (target.matches("[a-z]+:.*")) continue;
                links++;
                int hash = target.indexOf('#');
                String file = hash < 0 ? target : target.substring(0, hash);
                Path path = file.isEmpty() ? page : page.resolveSibling(file).normalize();
                boolean there = Files.exists(path) && (hash < 0 || headings(path).contains(target.substring(hash + 1)));
                if (!there) broken.add(ROOT.relativize(page) + ": " + target);
            }
        }
        assertEquals(List.of(), broken);
        assertFalse(links < 20, "the pages are linked: links=" + links);
    }

    @Test
    void everyPageIsReachedFromTheFirstOne() throws IOException {
        List<Path> reached = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (int i = 0; i < reached.size(); i++) {
            Path page = reached.get(i);
            Matcher link = LINK.matcher(withoutCode(Files.readString(page)));
            while (link.find()) {
                Path target = page.resolveSibling(link.group(1).replaceFirst("#.*", "")).normalize();
                if (target.toString().endsWith(".md") && Files.isRegularFile(target) && !reached.contains(target)) {
                    reached.add(target);
                }
            }
        }
        List<Path> unreached = new ArrayList<>(pages());
        unreached.removeAll(reached);
        // Records of decisions are found by their numbers in one folder.
        unreached.removeIf(page -> page.startsWith(ROOT.resolve("docs").resolve("decisions")));
        assertEquals(List.of(), unreached);
    }

    private static String withoutCode(String text) {
        return text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\\n]*`", "code");
    }

    /// The anchors of a page's headings, as the usual renderers make them.
    private static List<String> headings(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("#+ ", "")
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
                                .replace(' ', '-'))
                .toList();
    }
}
