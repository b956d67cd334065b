package rtgsim.lsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rtgsim.event.RtgsPriority;
import rtgsim.ledger.Account;
import rtgsim.scenario.LsmConfig;

/// Gridlocks that others published, with the answers that they gave; each names its source in `gridlock-*.json`.
class PublishedCasesTest {

    /// @param optimalValue null where nobody published it
    record Case(
            String id,
            Map<String, Long> balances,
            List<String> queued,
            LsmConfig.Algorithm algorithm,
            List<Integer> settled,
            Map<String, Long> closing,
            @Nullable Long optimalValue,
            @Nullable List<Integer> optimalSettled) {

        OffsettingCase asked() {
            List<Account> accounts = new ArrayList<>();
            balances.forEach((agent, balance) -> accounts.add(new Account(agent, balance)));
            List<OffsettingCase.Queued> transactions = new ArrayList<>();
            for (String tx : queued) {
                String[] parts = tx.split("[> ]", -1);
                transactions.add(
                        new OffsettingCase.Queued(parts[0], parts[1], Long.parseLong(parts[2]), RtgsPriority.NORMAL));
            }
            return new OffsettingCase(accounts, transactions);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theNamedAlgorithmSettlesWhatWasPublished(Case published) {
        OffsettingOutcome outcome = published.asked().run(published.algorithm);
        assertEquals(published.settled, outcome.settled());
        assertEquals(published.closing, outcome.closing());
        assertTrue(published.asked().optimum(Long.MAX_VALUE).valueBound() >= outcome.value());
    }

    @ParameterizedTest
    @MethodSource("casesWithOptimum")
    void optimalSettlesTheGreatestValue(Case published) {
        OffsettingOutcome outcome = published.asked().run(LsmConfig.Algorithm.OPTIMAL);
        assertEquals(published.optimalValue, outcome.value());
        if (published.optimalSettled != null) assertEquals(published.optimalSettled, outcome.settled());
        OffsettingCase.Optimum optimum = published.asked().optimum(Long.MAX_VALUE);
        assertEquals(outcome, optimum.found());
        assertTrue(optimum.isExact());
    }

    static Stream<Case> casesWithOptimum() throws IOException {
        return cases().filter(published -> published.optimalValue != null);
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Object each : read("gridlock-ubin.json")) {
            Map<?, ?> written = (Map<?, ?>) each;
            Map<?, ?> answer = (Map<?, ?>) get(written, "multilateral");
            Object best = written.get("optimal_settled");
            cases.add(
                    make(
                            written,
                            LsmConfig.Algorithm.MULTILATERAL,
                            answer,
                            (Long) get(written, "optimal_value"),
                            best == null ? null : positions(best)));
        }
        for (Object each : read("gridlock-other.json")) {
            Map<?, ?> written = (Map<?, ?>) each;
            String algorithm = (String) get(written, "algorithm");
            cases.add(
                    make(
                            written,
                            LsmConfig.Algorithm.valueOf(algorithm.toUpperCase(Locale.ROOT)),
                            written,
                            null,
                            null));
        }
        return cases.stream();
    }

    private static Case make(
            Map<?, ?> written,
            LsmConfig.Algorithm algorithm,
            Map<?, ?> answer,
            @Nullable Long optimalValue,
            @Nullable List<Integer> optimalSettled) {
        List<String> queued = new ArrayList<>();
        for (Object tx : (List<?>) get(written, "queued")) queued.add((String) tx);
        return new Case(
                (String) get(written, "id"),
                amounts(get(written, "balances")),
                queued,
                algorithm,
                positions(get(answer, "settled")),
                amounts(get(answer, "closing")),
                optimalValue,
                optimalSettled);
    }

    private static Object get(Map<?, ?> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private static Map<String, Long> amounts(Object map) {
        Map<String, Long> amounts = new TreeMap<>();
        ((Map<?, ?>) map).forEach((agent, amount) -> amounts.put((String) agent, (Long) amount));
        return amounts;
    }

    private static List<Integer> positions(Object list) {
        return ((List<?>) list).stream().map(position -> ((Long) position).intValue()).toList();
    }

    private static List<?> read(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PublishedCasesTest.class.getResourceAsStream("/cases/" + resource))) {
            return (List<?>)
                    Objects.requireNonNull(new Json(new String(in.readAllBytes(), StandardCharsets.UTF_8)).value());
        }
    }

    /// As much of JSON as the cases need: texts without escapes, integers, null, lists and maps.
    private static final class Json {

        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        @Nullable Object value() {
            return switch (next()) {
                case '{' -> map();
                case '[' -> list();
                case '"' -> text();
                case 'n' -> {
                    at += "null".length();
                    yield null;
                }
                default -> number();
            };
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ',' || text.charAt(at) == ':') at++;
            return text.charAt(at);
        }

        private Map<String, @Nullable Object> map() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            at++;
            while (next() != '}') {
                String key = text();
                map.put(key, value());
            }
            at++;
            return map;
        }

        private List<@Nullable Object> list() {
            List<@Nullable Object> list = new ArrayList<>();
            at++;
            while (next() != ']') list.add(value());
            at++;
            return list;
        }

        private String text() {
            int end = text.indexOf('"', at + 1);
            String found = text.substring(at + 1, end);
            at = end + 1;
            return found;
        }

        private Long number() {
            int from = at;
            while (text.charAt(at) == '-' || Character.isDigit(text.charAt(at))) at++;
            return Long.parseLong(text.substring(from, at));
        }
    }
}
