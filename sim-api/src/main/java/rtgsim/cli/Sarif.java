package rtgsim.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rtgsim.app.Release;
import rtgsim.cli.ValidateCommand.FileReport;
import rtgsim.scenario.file.Explanation;
import rtgsim.scenario.file.Problem;

/// Errors of scenarios in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts and editors read.
final class Sarif {

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private Sarif() {}

    static String text(List<FileReport> reports) {
        ObjectNode log = JsonNodeFactory.instance.objectNode();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "rtgsim");
        driver.put("version", Release.VERSION);
        Map<String, Integer> rules = addRules(driver.putArray("rules"));
        run.put("columnKind", "unicodeCodePoints");
        ArrayNode results = run.putArray("results");
        for (FileReport report : reports) {
            for (Problem problem : report.problems()) addResult(results.addObject(), report.file(), problem, rules);
        }
        return log.toPrettyString();
    }

    private static Map<String, Integer> addRules(ArrayNode rules) {
        Map<String, Integer> positions = new HashMap<>();
        for (Explanation each : Explanation.all()) {
            positions.put(each.code(), rules.size());
            ObjectNode rule = rules.addObject();
            rule.put("id", each.code());
            rule.putObject("shortDescription").put("text", each.title());
            rule.putObject("fullDescription").put("text", each.explanation());
            rule.putObject("help").put("text", "rtgsim explain " + each.code());
            rule.putObject("defaultConfiguration").put("level", "error");
        }
        return positions;
    }

    private static void addResult(ObjectNode result, String file, Problem problem, Map<String, Integer> rules) {
        boolean flag = problem.line() == 0;
        result.put("ruleId", problem.code());
        Integer rule = rules.get(problem.code());
        if (rule != null) result.put("ruleIndex", rule);
        result.put("level", "error");
        String message = flag ? problem.file() + ": " + problem.message() : problem.message();
        result.putObject("message").put("text", problem.hint() == null ? message : message + "\n" + problem.hint());
        ObjectNode location = result.putArray("locations").addObject();
        ObjectNode place = location.putObject("physicalLocation");
        place.putObject("artifactLocation").put("uri", uri(flag ? file : problem.file()));
        if (!flag) {
            ObjectNode region = place.putObject("region");
            region.put("startLine", problem.line());
            region.put("startColumn", problem.column());
            region.put("endColumn", problem.column() + problem.length());
            if (!problem.sourceLine().isEmpty()) region.putObject("snippet").put("text", problem.sourceLine());
        }
        if (!problem.pointer().isEmpty()) {
            location.putArray("logicalLocations").addObject().put("fullyQualifiedName", problem.pointer());
        }
    }

    /// A relative path stays relative, to what the host of the code takes as the root.
    private static String uri(String file) {
        Path path = Path.of(file);
        if (path.isAbsolute()) return path.toUri().toString();
        try {
            String slashed = file.replace('\\', '/');
            String plain = slashed.indexOf(':') < 0 ? slashed : "./" + slashed;
            return new URI(null, null, plain, null).toASCIIString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("a relative path has a URI: " + file, impossible);
        }
    }
}
