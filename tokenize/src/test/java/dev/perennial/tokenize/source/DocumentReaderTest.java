package dev.perennial.tokenize.source;

import static dev.perennial.tokenize.source.SourceFiles.code;
import static dev.perennial.tokenize.source.SourceFiles.gzip;
import static dev.perennial.tokenize.source.SourceFiles.utf8;
import static dev.perennial.tokenize.source.SourceFiles.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Seekable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentReaderTest {
    private static final int DOCUMENTS = 2_000;

    @TempDir
    Path folder;

    private SourceFiles files;

    @BeforeEach
    void open() {
        files = new SourceFiles(folder);
    }

    @Test
    void packedAndPlainFilesHoldTheSameDocuments() throws IOException {
        byte[] plain = corpus();

        List<SourceRow> expected = files.read("plain.jsonl", plain, SourceFormat.PILE);
        assertThat(expected).hasSize(DOCUMENTS).hasOnlyElementsOfType(Document.class);
        for (List<SourceRow> packed : List.of(
                files.read("packed.jsonl.gz", gzip(plain), SourceFormat.PILE),
                files.read("packed.jsonl.zst", zstd(plain), SourceFormat.PILE))) {
            assertThat(texts(packed)).isEqualTo(texts(expected));
        }
    }

    /** By value: records of arrays are equal only to themselves. */
    private static List<String> texts(List<SourceRow> rows) {
        return rows.stream()
                .map(Document.class::cast)
                .map(document -> document.line() + " " + document.domain() + " "
                        + new String(document.utf8Text(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void severalMembersOrFramesAreOneFile() throws IOException {
        byte[] first = utf8("{\"text\": \"a\"}\n");
        byte[] second = utf8("{\"text\": \"b\"}\n");

        assertThat(files.read("two.jsonl.gz", joined(gzip(first), gzip(second)), SourceFormat.PILE))
                .hasSize(2);
        assertThat(files.read("two.jsonl.zst", joined(zstd(first), zstd(second)), SourceFormat.PILE))
                .hasSize(2);
    }

    @Test
    void aTruncatedArchiveYieldsItsGoodRowsAndThenOneRejection() throws IOException {
        byte[] plain = corpus();
        for (String name : List.of("cut.jsonl.gz", "cut.jsonl.zst")) {
            byte[] packed = name.endsWith("gz") ? gzip(plain) : zstd(plain);
            for (int kept : new int[] {packed.length - 1, packed.length / 2, 3, 0}) {
                List<SourceRow> rows = files.read(name, Arrays.copyOf(packed, kept), SourceFormat.PILE);

                SourceRow last = rows.get(rows.size() - 1);
                assertThat(code(last)).isEqualTo(RejectReason.TRUNCATED_ARCHIVE);
                assertThat(last.line()).isEqualTo(rows.size());
                assertThat(rows.subList(0, rows.size() - 1)).hasOnlyElementsOfType(Document.class);
                if (kept == packed.length / 2) {
                    assertThat(rows).hasSizeGreaterThan(DOCUMENTS / 4);
                }
            }
        }
    }

    @Test
    void whatIsNoArchiveIsRejectedOnce() throws IOException {
        for (String name : List.of("not.jsonl.gz", "not.jsonl.zst")) {
            List<SourceRow> rows = files.read(name, corpus(), SourceFormat.PILE);

            assertThat(rows).hasSize(1);
            assertThat(code(rows.get(0))).isEqualTo(RejectReason.TRUNCATED_ARCHIVE);
        }
    }

    @Test
    void largeZstdWindowsAreRead() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(packed, 3).setLong(28)) {
            out.write(corpus());
        }

        assertThat(files.read("long.jsonl.zst", packed.toByteArray(), SourceFormat.PILE))
                .hasSize(DOCUMENTS);
    }

    @Test
    void aFailingStoreIsNoTruncatedArchive() throws IOException {
        Path file = files.write("good.jsonl.zst", zstd(corpus()));
        FileSystem failing = new FailingStore(FileSystem.getLocal(new Configuration()));

        try (DocumentReader reader =
                DocumentReader.open(failing, new org.apache.hadoop.fs.Path(file.toUri()), SourceFormat.PILE, "pile")) {
            assertThatThrownBy(() -> reader.forEachRemaining(row -> {}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("the network went away");
        }
    }

    @Test
    void missingFilesAndUnknownPackingAreTheUsersToMend() {
        assertThatThrownBy(() -> openNamed("absent.jsonl"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FILE));
        assertThatThrownBy(() -> openNamed("old.jsonl.bz2"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }

    @Test
    void plainTextHasItsLimitsToo() throws IOException {
        SourceFormat text = SourceFormat.TEXT;

        assertThat(code(files.read("a.txt", utf8("12345"), text, 4).get(0))).isEqualTo(RejectReason.TOO_LONG);
        assertThat(code(files.read("a.txt", utf8(" \n"), text).get(0))).isEqualTo(RejectReason.EMPTY);
        assertThat(code(files.read("a.txt", new byte[] {(byte) 0xFE}, text).get(0)))
                .isEqualTo(RejectReason.INVALID_UTF8);
    }

    private DocumentReader openNamed(String name) throws IOException {
        FileSystem store = FileSystem.getLocal(new Configuration());
        return DocumentReader.open(
                store, new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()), SourceFormat.PILE, "pile");
    }

    /** Letters at random, so that packed files span many blocks. */
    private static byte[] corpus() {
        Random letters = new Random(7);
        return utf8(IntStream.range(0, DOCUMENTS)
                .mapToObj(document -> letters.ints(200, 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining("", "{\"text\": \"", "\"}\n")))
                .collect(Collectors.joining()));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** A store that loses its connection after the first read. */
    private static final class FailingStore extends FilterFileSystem {
        FailingStore(FileSystem whole) {
            super(whole);
        }

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize) throws IOException {
            return new FSDataInputStream(new FailingStream(super.open(file, bufferSize)));
        }
    }

    private static final class FailingStream extends InputStream
            implements Seekable, org.apache.hadoop.fs.PositionedReadable {
        private final FSDataInputStream whole;
        private boolean read;

        FailingStream(FSDataInputStream whole) {
            this.whole = whole;
        }

        @Override
        public int read() throws IOException {
            return whole.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (read) {
                throw new IOException("the network went away");
            }
            read = true;
            return whole.read(into, offset, length);
        }

        @Override
        public void seek(long position) throws IOException {
            whole.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return whole.getPos();
        }

        @Override
        public boolean seekToNewSource(long position) {
            return false;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            return whole.read(position, into, offset, length);
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws IOException {
            whole.readFully(position, into, offset, length);
        }

        @Override
        public void readFully(long position, byte[] into) throws IOException {
            whole.readFully(position, into);
        }
    }
}
