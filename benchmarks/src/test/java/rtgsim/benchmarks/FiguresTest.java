package rtgsim.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FiguresTest {

    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @MethodSource("pages")
    void thePageQuotesTheFiguresOfTheFileItNames(String page) throws IOException {
        Matcher quoted = Figures.quotedIn(page, Files.readString(ROOT.resolve(page)));
        assertEquals(
                Figures.tables(ROOT, quoted.group(1)),
                quoted.group(2),
                () -> "./dev figures " + quoted.group(1) + " writes them anew");
    }

    static Iterable<String> pages() {
        return Figures.PAGES;
    }
}
