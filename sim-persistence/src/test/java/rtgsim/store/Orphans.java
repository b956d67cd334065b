package rtgsim.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes it look as if the process that wrote a run had gone.
final class Orphans {

    private static final long GONE = gone();

    private Orphans() {}

    private static long gone() {
        try {
            Process process = new ProcessBuilder("true").start();
            process.waitFor();
            return process.pid();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void make(Path runs, String id) throws IOException {
        for (String name : new String[] {id + ".run.json", id + ".run.json.writing"}) {
            Path manifest = runs.resolve(name);
            if (!Files.exists(manifest)) continue;
            String text = Files.readString(manifest);
            Files.writeString(manifest, text.replaceAll("\"process_id\" : \\d+", "\"process_id\" : " + GONE));
        }
    }
}
