package rtgsim.scenario.file;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a payments file holds, the answer is its rows or a refusal with a place, soon and in little memory.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HostilePaymentsTest {

    private static final int MUTANTS = 4_000;
    private static final long BYTES_MAX = 64L * 1024 * 1024;

    private static final String SCENARIO =
            """
            name: recorded
            simulation: { ticks_per_day: 10, num_days: 2, rng_seed: 1 }
            agents: [{ id: BANK_A, opening_balance: 1_000 }, { id: "a, \\"b\\" ä", opening_balance: 0 }]
            payments_file: { path: payments.csv }
            """;

    private static final List<String> SEEDS =
            List.of(
                    "amount,receiver,sender,deadline,tick,priority\n7,BANK_A,\"a, \"\"b\"\" ä\",12,3,9\n8,\"a, \"\"b\"\" ä\",BANK_A,,3,\n",
                    "time,day,sender,receiver,amount\r\n07:00,0,BANK_A,\"a, \"\"b\"\" ä\",5\r\n17:59:59.999999,1,BANK_A,\"a, \"\"b\"\" ä\",6\r\n",
                    "tick,sender,receiver,amount\n0,BANK_A,\"a, \"\"b\"\" ä\",9223372036854775807\n19,BANK_A,\"a, \"\"b\"\" ä\",1");

    @TempDir Path folder;

    @Test
    void mutatedPaymentsAreReadOrRefusedAndNothingElse() throws Exception {
        readMutants(0, MUTANTS);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void manyMoreMutatedPaymentsAreReadOrRefusedAndNothingElse() throws Exception {
        readMutants(MUTANTS, 2_000_000);
    }

    private void readMutants(int from, int until) throws Exception {
        Path scenario = folder.resolve("scenario.yaml");
        Path payments = folder.resolve("payments.csv");
        Files.writeString(scenario, SCENARIO);
        int refused = 0;
        long mostAllocated = 0;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        for (int seed = from; seed < until; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String mutant = Mutation.of(SEEDS.get(random.nextInt(SEEDS.size())), random);
            byte[] bytes = mutant.getBytes(random.nextInt(8) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
            if (random.nextInt(8) == 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            Files.write(payments, bytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                ScenarioReader.read(scenario, List.of(), null);
            } catch (ScenarioRefused refusal) {
                refused++;
                for (Problem problem : refusal.problems()) {
                    assertTrue(problem.line() >= 1 && problem.column() >= 1, problem.toString());
                    assertTrue(CodeFrame.render(problem).startsWith("error[S"));
                }
            } catch (RuntimeException | StackOverflowError unexpected) {
                fail("seed " + seed + ": " + unexpected + "\n" + mutant, unexpected);
            }
            mostAllocated = Math.max(mostAllocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        int mutants = until - from;
        assertTrue(mostAllocated <= BYTES_MAX, "a mutant took " + mostAllocated + " bytes");
        // Mutants that are still payments show that the reader goes on to the last row.
        assertTrue(refused > mutants / 2 && refused < mutants / 100 * 95, "refused: " + refused);
        System.out.printf(
                "%d mutants of payments, %d refused, at most %d KB each, %d ms of processor time%n",
                mutants, refused, mostAllocated / 1024, (threads.getCurrentThreadCpuTime() - began) / 1_000_000);
    }
}
