package rtgsim.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The driver of DuckDB is found by both names that it has: as it is fetched, and as the launcher has it, beside its library.
class DoctorTest {

    @TempDir private Path folder;

    @Test
    void theDriverIsFoundUnderBothNames() throws IOException {
        for (String name : List.of("duckdb_jdbc-2.0.0.1.jar", "split-duckdb_jdbc-2.0.0.1.jar")) {
            Path lib = Files.createDirectory(folder.resolve(name + "-lib"));
            String classPath = lib.resolve("picocli.jar") + File.pathSeparator + lib.resolve(name);
            assertEquals(Doctor.Verdict.ABSENT, Doctor.duckDb(classPath).verdict());
            Files.createFile(lib.resolve("libduckdb_java.so_linux_amd64"));
            assertEquals(Doctor.Verdict.GOOD, Doctor.duckDb(classPath).verdict());
        }
        assertEquals(Doctor.Verdict.BAD, Doctor.duckDb("picocli.jar").verdict());
    }
}
