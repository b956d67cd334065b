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
    @MethodSource("places")
    void thePageQuotesTheFiguresOfTheFileItNames(Figures.Place place) throws IOException {
        Matcher quoted = place.in(Files.readString(ROOT.resolve(place.page())));
        assertEquals(
                place.tables().of(ROOT, quoted.group(1)),
                quoted.group(2),
                () -> "./dev figures " + quoted.group(1) + " writes them anew");
    }

    static Iterable<Figures.Place> places() {
        return Figures.PLACES;
    }
}
