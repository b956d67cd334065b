package rtgsim.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a command finds around it: streams, whether people watch them, and variables.
///
/// @param outIsTerminal whether `out` is a screen rather than a file or pipe
record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> variables) {

    private static final int BUFFER_BYTES = 1 << 16;

    /// Those of this process. Text is UTF-8 whatever the locale, so that a result does not depend on where it was made.
    static Surroundings ofProcess() {
        return new Surroundings(
                System.in,
                new Sink(FileDescriptor.out, false),
                new Sink(FileDescriptor.err, true),
                isTerminal(1),
                isTerminal(2),
                System.getenv());
    }

    /// Writes out what is left and returns `code`, or the code of a result that could not be written.
    ///
    /// A reader that has seen enough and closed its end (`| head`) is no failure.
    int closeOutput(int code) {
        boolean failed = out.checkError();
        err.flush();
        if (!failed || code != ExitCode.DONE) return code;
        String why = out instanceof Sink sink ? sink.whyFailed() : null;
        if (why != null && why.contains("Broken pipe")) return code;
        err.println("error: cannot write the result to standard output" + (why == null ? "" : ": " + why));
        return ExitCode.CANNOT_WRITE;
    }

    /// The JDK only tells about both standard streams at once, so this asks the kernel where it can.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link))
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// A stream of this process that remembers why a write failed, which `PrintStream` does not tell.
    private static final class Sink extends PrintStream {

        private final Watched watched;

        Sink(FileDescriptor descriptor, boolean flushAtLineEnd) {
            this(new Watched(new FileOutputStream(descriptor)), flushAtLineEnd);
        }

        private Sink(Watched watched, boolean flushAtLineEnd) {
            super(watched, flushAtLineEnd, StandardCharsets.UTF_8);
            this.watched = watched;
        }

        @Nullable String whyFailed() {
            IOException failure = watched.failure;
            return failure == null ? null : failure.getMessage();
        }
    }

    private static final class Watched extends BufferedOutputStream {

        private @Nullable IOException failure;

        Watched(FileOutputStream file) {
            super(file, BUFFER_BYTES);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int count) throws IOException {
            try {
                super.write(bytes, from, count);
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }

        @Override
        public synchronized void flush() throws IOException {
            try {
                super.flush();
            } catch (IOException failed) {
                failure = failed;
                throw failed;
            }
        }
    }
}
