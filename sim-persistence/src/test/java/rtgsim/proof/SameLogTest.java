package rtgsim.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same scenario gives the same log: again, into every sink in batches of any size and every overflow mode, and in JVMs with another heap, language, time zone and number of cores.
class SameLogTest {

    private static final int WORLDS = 100;

    /// What each JVM differs in. Of two letters that Turkish tells apart, dotted and dotless, other languages make one; Arabic writes digits of its own.
    private static final List<List<String>> JVMS =
            List.of(
                    List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-Duser.timezone=Asia/Kathmandu"),
                    List.of("-Xmx1g", "-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Europe/Istanbul"),
                    List.of("-Xmx256m", "-Duser.language=ar", "-Duser.country=EG", "-Duser.timezone=America/St_Johns"),
                    List.of("-Xmx256m", "-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC", "-Dfile.encoding=COMPAT"));

    @TempDir private Path folder;

    /// A JVM stores one world of these many, each JVM others; a store costs more than all else of a small world.
    private record Scope(int worlds, int storedOneIn) {}

    @Test
    void aHundredWorldsLeaveTheSameLogWhereverTheyRun() throws Exception {
        assertSameLogs(new Scope(WORLDS, 20));
    }

    @Test
    @Tag("soak")
    void tenThousandWorldsLeaveTheSameLogWhereverTheyRun() throws Exception {
        assertSameLogs(new Scope(10_000, 40));
    }

    private void assertSameLogs(Scope scope) throws Exception {
        long start = System.nanoTime();
        List<String> expected = new ArrayList<>();
        for (long seed = 0; seed < scope.worlds; seed++) {
            RandomScenario.write(seed, folder);
            String first = WorldDigests.of(folder, seed, WorldDigests.Sink.KEPT, folder);
            String again = WorldDigests.of(folder, seed, WorldDigests.Sink.KEPT, folder);
            assertEquals(first, again, () -> "the second run: " + first);
            expected.add(first);
        }
        assertEquals(
                scope.worlds, expected.stream().map(line -> line.split(" ")[2]).distinct().count(), "different logs");
        List<Child> running = new ArrayList<>();
        for (int jvm = 0; jvm < JVMS.size(); jvm++) {
            if (running.size() == 2) running.removeFirst().assertSays(expected);
            running.add(new Child(JVMS.get(jvm), folder, scope, jvm));
        }
        for (Child child : running) child.assertSays(expected);
        System.out.printf(
                "reliability 1: %d worlds, %d JVMs, one world in %d stored in each: 0 differences, %.1f s%n",
                scope.worlds, JVMS.size() + 1, scope.storedOneIn, (System.nanoTime() - start) / 1e9);
    }

    /// A JVM that runs all worlds.
    private static final class Child {
        private final List<String> command = new ArrayList<>();
        private final Path output;
        private final Process process;

        Child(List<String> flags, Path folder, Scope scope, int firstStored) throws IOException {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(flags);
            command.addAll(List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "-cp"));
            command.add(System.getProperty("java.class.path"));
            command.addAll(
                    List.of(
                            WorldDigests.class.getName(),
                            folder.toString(),
                            Integer.toString(scope.worlds),
                            Integer.toString(scope.storedOneIn),
                            Integer.toString(firstStored)));
            output = Files.createTempFile(folder, "said", ".txt");
            process =
                    new ProcessBuilder(command)
                            .redirectOutput(output.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        }

        void assertSays(List<String> expected) throws IOException, InterruptedException {
            assertEquals(0, process.waitFor(), () -> "exit code of " + command);
            List<String> said = Files.readAllLines(output, StandardCharsets.UTF_8);
            assertTrue(said.size() == expected.size(), () -> said.size() + " worlds from " + command);
            for (int i = 0; i < expected.size(); i++) {
                int seed = i;
                assertEquals(expected.get(i), said.get(i), () -> "world " + seed + " from " + command);
            }
        }
    }

    @Test
    void theWorldsHaveEveryKindOfEventAndEveryRuleOfTheirFormat() throws Exception {
        StringBuilder all = new StringBuilder();
        for (long seed = 0; seed < WORLDS; seed++) all.append(Files.readString(RandomScenario.write(seed, folder)));
        for (String word :
                Stream.of(
                                "population: xorshift64star end_of_day end_of_run limits: reservations: liquidity_pool:",
                                "fifo priority_deadline extended reject priority_escalation on_change bilateral cycles optimal",
                                "deadline liquidity_aware liquidity_splitting log_normal exponential empirical normal",
                                "custom_transaction direct_transfer collateral_adjustment global_arrival_rate",
                                "agent_arrival_rate counterparty_weight deadline_window credit_limit policy_change",
                                "agent_outage")
                        .flatMap(words -> Stream.of(words.split(" ")))
                        .toList()) {
            assertTrue(all.indexOf(word) >= 0, "no world has " + word);
        }
    }
}
