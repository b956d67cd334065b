package rtgsim;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/architecture.md` says in a table which class holds which rule. What it says is there is there.
class RuleTableTest {

    private static final Path PAGE = Path.of("..", "docs", "architecture.md");
    private static final Pattern HEADER =
            Pattern.compile("\\|\\s*rule\\s*\\|\\s*class\\s*\\|.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("`(rtgsim\\.[\\w.$]+)(?:#(\\w+))?`");

    @Test
    void everyRuleOfTheTableNamesAClassThatExists() throws IOException {
        List<String> rows = rowsOfTheTable();
        assertFalse(rows.isEmpty(), "the table '| rule | class |' of " + PAGE + " has no rows");
        for (String row : rows) {
            Matcher names = NAME.matcher(row);
            assertTrue(names.find(), "a row names no class in backticks that starts with rtgsim.: " + row);
            do {
                Class<?> named = assertDoesNotThrow(() -> load(names.group(1)), "no such class in the row " + row);
                String method = names.group(2);
                if (method == null) continue;
                assertTrue(
                        Stream.of(named.getDeclaredMethods()).map(Method::getName).anyMatch(method::equals),
                        named.getName() + " has no method " + method + ", named in the row " + row);
            } while (names.find());
        }
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, RuleTableTest.class.getClassLoader());
    }

    private static List<String> rowsOfTheTable() throws IOException {
        List<String> rows = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (HEADER.matcher(line).matches()) inTable = true;
            else if (!line.startsWith("|")) inTable = false;
            else if (inTable && !line.matches("[|\\s:-]+")) rows.add(line);
        }
        return rows;
    }
}
