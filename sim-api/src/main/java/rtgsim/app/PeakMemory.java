package rtgsim.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/// The most memory that this process has held so far.
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private PeakMemory() {}

    /// What the kernel counted where it tells (Linux); else the sum of the peaks of the JVM's own pools, which is less.
    static long bytes() throws IOException {
        if (!Files.isReadable(STATUS)) return ofPools();
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(PEAK)) return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
        return ofPools();
    }

    private static long ofPools() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) bytes += pool.getPeakUsage().getUsed();
        return bytes;
    }
}
