package rtgsim.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// A checksum of all bytes of a file, against accidents: DuckDB's own misses some, and does not look at what no table uses.
final class FileChecksum {

    private static final int PIECE_BYTES = 1 << 18;

    private FileChecksum() {}

    /// Eight digits in lower-case hex.
    static String crc32c(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(piece) >= 0) {
                piece.flip();
                crc.update(piece);
                piece.clear();
            }
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
