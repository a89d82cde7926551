package dev.perennial.tokenize.source;

import static dev.perennial.tokenize.source.SourceFiles.code;
import static dev.perennial.tokenize.source.SourceFiles.text;
import static dev.perennial.tokenize.source.SourceFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that would take much memory if they were believed. */
class HostileFilesTest {
    private static final int MAXIMUM = 1 << 20;
    private static final int BOMB = 256 << 20;

    /** Above what the readers' own buffers take, far below what the bomb holds. */
    private static final long ALLOWED = 24L << 20;

    @TempDir
    Path folder;

    private SourceFiles files;

    @BeforeEach
    void open() {
        files = new SourceFiles(folder);
    }

    private interface Packer {
        OutputStream around(OutputStream out) throws IOException;
    }

    /** A good row, then {@code BOMB} bytes without a line end, then another good row. */
    private static byte[] bomb(Packer packer) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 'a');
        try (OutputStream out = packer.around(packed)) {
            out.write(utf8("{\"text\": \"before\"}\n"));
            for (int written = 0; written < BOMB; written += block.length) {
                out.write(block);
            }
            out.write(utf8("\n{\"text\": \"behind\"}\n"));
        }
        return packed.toByteArray();
    }

    @Test
    void anArchiveThatUnpacksToOneEndlessLineIsPassedOverInLittleMemory() throws IOException {
        byte[] gzip = bomb(GZIPOutputStream::new);
        byte[] zstd = bomb(ZstdOutputStream::new);
        assertThat(zstd.length).isLessThan(BOMB / 5_000);
        for (SourceFormat format : List.of(SourceFormat.PILE, SourceFormat.PARAGRAPHS, SourceFormat.TEXT)) {
            for (String name : List.of("bomb.jsonl.gz", "bomb.jsonl.zst")) {
                byte[] packed = name.endsWith("gz") ? gzip : zstd;
                files.write(name, packed);
                long before = allocated();
                List<SourceRow> rows = files.read(name, packed, format, MAXIMUM);
                assertThat(allocated() - before).as("%s as %s", name, format).isLessThan(ALLOWED);
                assertThat(rows.stream().filter(Rejected.class::isInstance).toList())
                        .singleElement()
                        .satisfies(row -> assertThat(code(row)).isEqualTo(RejectReason.TOO_LONG));
            }
        }
        List<SourceRow> rows = files.read("bomb.jsonl.zst", zstd, SourceFormat.PILE, MAXIMUM);
        assertThat(List.of(text(rows.get(0)), text(rows.get(2)))).containsExactly("before", "behind");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void aWindowThatNoMemoryAffordsIsRefusedAndNotTakenForDamage() {
        // A frame whose header asks for a window of 2^34 bytes.
        byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (34 - 10 << 3), 1, 0, 0};
        assertThatThrownBy(() -> files.read("wide.jsonl.zst", frame, SourceFormat.PILE))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_RESOURCES))
                .hasMessageContaining("wide.jsonl.zst")
                .hasMessageContaining("--long=27");
    }

    @Test
    void deepNestingIsMalformed() throws IOException {
        String deep = "{\"text\": \"a\", \"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        List<SourceRow> rows = files.readLines(SourceFormat.PILE, deep, "{\"text\": \"b\"}");
        assertThat(code(rows.get(0))).isEqualTo(RejectReason.MALFORMED_JSON);
        assertThat(text(rows.get(1))).isEqualTo("b");
    }

    @Test
    void anArrayOfDocumentsOnOneLineIsMalformedOnce() throws IOException {
        assertThat(files.readLines(SourceFormat.PILE, "[{\"text\": \"a\"}, {\"text\": \"b\"}]"))
                .singleElement()
                .satisfies(row -> assertThat(code(row)).isEqualTo(RejectReason.MALFORMED_JSON));
    }

    @Test
    void millionsOfSpacesAreEmptyWithoutRecursion() throws IOException {
        String spaces = "\u3000".repeat(300_000);
        assertThat(code(files.readLines(SourceFormat.PILE, "{\"text\": \"" + spaces + "\"}")
                        .get(0)))
                .isEqualTo(RejectReason.EMPTY);
    }
}
