package dev.perennial.tokenize.source;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Writes source files and reads them back, for tests. */
final class SourceFiles {
    private final Path folder;

    SourceFiles(Path folder) {
        this.folder = folder;
    }

    Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    List<SourceRow> read(String name, byte[] bytes, SourceFormat format, int maximumBytes) throws IOException {
        Path file = write(name, bytes);
        FileSystem store = FileSystem.getLocal(new Configuration());
        List<SourceRow> rows = new ArrayList<>();
        try (DocumentReader reader = DocumentReader.open(
                store,
                new org.apache.hadoop.fs.Path(file.toUri()),
                format,
                "the-distribution",
                maximumBytes,
                FileRange.ALL)) {
            reader.forEachRemaining(rows::add);
        }
        return rows;
    }

    List<SourceRow> read(String name, byte[] bytes, SourceFormat format) throws IOException {
        return read(name, bytes, format, DocumentReader.DEFAULT_MAXIMUM_BYTES);
    }

    List<SourceRow> readLines(SourceFormat format, String... lines) throws IOException {
        return read("lines.jsonl", utf8(String.join("\n", lines)), format);
    }

    static String text(SourceRow row) {
        return new String(((Document) row).utf8Text(), StandardCharsets.UTF_8);
    }

    static RejectReason code(SourceRow row) {
        return ((Rejected) row).code();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    static byte[] zstd(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(packed, 3)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
