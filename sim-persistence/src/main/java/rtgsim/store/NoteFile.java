package rtgsim.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file for the time of one run, beside its database. It comes with the first bytes that are put into it, and nobody finds it even after a crash, since it has no
/// name once it is open.
final class NoteFile implements AutoCloseable {

    private final Path path;
    private final WriterProbe probe;
    private @Nullable FileChannel channel;
    private long size;

    NoteFile(Path path, WriterProbe probe) {
        this.path = path;
        this.probe = probe;
    }

    /// How many bytes have been appended.
    long size() {
        return size;
    }

    void append(ByteBuffer bytes) throws IOException {
        probe.beforeFile(WriterStep.NOTE);
        int length = bytes.remaining();
        writeAt(bytes, size);
        size += length;
    }

    /// Writes over what is there.
    void replace(ByteBuffer bytes, long position) throws IOException {
        writeAt(bytes, position);
    }

    private void writeAt(ByteBuffer bytes, long position) throws IOException {
        FileChannel file = open();
        long at = position;
        while (bytes.hasRemaining()) at += file.write(bytes, at);
    }

    /// Reads until the buffer is full.
    void read(ByteBuffer bytes, long position) throws IOException {
        FileChannel file = open();
        long at = position;
        while (bytes.hasRemaining()) {
            int read = file.read(bytes, at);
            if (read < 0) throw new EOFException(path + " ends at " + at);
            at += read;
        }
    }

    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
            channel = open;
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) open.close();
    }
}
