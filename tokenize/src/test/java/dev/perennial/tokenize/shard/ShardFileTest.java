package dev.perennial.tokenize.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.codec.ZstandardCodec;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFileTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Fingerprint TOKENIZER = Fingerprint.of("tokenizer");
    private static final int FLIPS = Integer.getInteger("perennial.flips", 100);

    @TempDir
    java.nio.file.Path folder;

    static List<ShardDocument> documents(int count) {
        SplittableRandom random = new SplittableRandom(7);
        List<ShardDocument> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(random.nextInt(200), 0, 1 << 16).toArray();
            byte[] hash = Fingerprint.sha256(new byte[] {(byte) i});
            byte[] id = DocumentId.of("P", "a.jsonl", i + 1, hash);
            byte[] tokens = TokenWidth.UINT16.pack(ids, 0, ids.length);
            documents.add(new ShardDocument(
                    id,
                    Arrays.copyOf(hash, 16),
                    "a.jsonl",
                    i + 1,
                    "domän " + i % 3,
                    4L * ids.length,
                    ids.length,
                    tokens));
        }
        return documents;
    }

    private FileEntry write(String name, List<ShardDocument> documents) throws IOException {
        try (RecordFile<ShardDocument> file = open(name)) {
            for (ShardDocument document : documents) {
                file.write(document);
            }
            return file.finish();
        }
    }

    private RecordFile<ShardDocument> open(String name) throws IOException {
        return new RecordFile<>(
                new Path(folder.toUri()),
                name,
                HADOOP,
                ShardFormat.SCHEMA,
                ShardFormat.metadata("shard/" + ShardFormat.VERSION, TOKENIZER, TokenWidth.UINT16),
                1 << 20,
                ShardFormat::write);
    }

    private List<ShardDocument> read(String name) throws IOException {
        List<ShardDocument> read = new ArrayList<>();
        try (RecordSource<ShardDocument> rows = ShardFormat.open(path(name), HADOOP)) {
            for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                read.add(row);
            }
        }
        return read;
    }

    private Path path(String name) {
        return new Path(folder.resolve(name).toUri());
    }

    private static boolean same(List<ShardDocument> left, List<ShardDocument> right) {
        return left.size() == right.size()
                && java.util.stream.IntStream.range(0, left.size()).allMatch(i -> same(left.get(i), right.get(i)));
    }

    private static boolean same(ShardDocument left, ShardDocument right) {
        return Arrays.equals(left.id(), right.id())
                && Arrays.equals(left.textHash(), right.textHash())
                && Arrays.equals(left.tokens(), right.tokens())
                && List.of(left.source(), left.line(), left.domain(), left.bytes(), left.length())
                        .equals(List.of(right.source(), right.line(), right.domain(), right.bytes(), right.length()));
    }

    @Test
    void documentsComeBackInTheirOrder() throws IOException {
        write("train/a.parquet", documents(100));
        assertThat(same(read("train/a.parquet"), documents(100))).isTrue();
    }

    @Test
    void aFlippedBitIsRefusedOrChangesNothing() throws IOException {
        write("a.parquet", documents(20));
        java.nio.file.Path file = folder.resolve("a.parquet");
        // Hadoop's own checksum, which only a local disk has.
        Files.delete(folder.resolve(".a.parquet.crc"));
        byte[] written = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(13);
        int refused = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] flipped = written.clone();
            // Half of them in the footer, which has no checksum.
            int place = random.nextInt(flip % 2 == 0 ? 0 : footer(written), written.length);
            flipped[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(file, flipped);
            try {
                assertThat(same(read("a.parquet"), documents(20)))
                        .as("bit at %d of %d", place, written.length)
                        .isTrue();
            } catch (PerennialException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT);
                assertThat(e).hasMessageContaining("a.parquet");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(FLIPS / 2);
    }

    /** Where a Parquet file's footer begins. */
    private static int footer(byte[] file) {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        return file.length - 8 - length;
    }

    @Test
    void documentsAreFoundByTheirIds() throws IOException {
        write("a.parquet", documents(100));
        ShardDocument one = documents(100).get(17);
        ShardDocument other = documents(100).get(83);
        List<byte[]> wanted = List.of(one.id(), new byte[DocumentId.BYTES], other.id());
        try (RecordSource<ShardDocument> found = ShardFormat.find(path("a.parquet"), HADOOP, wanted)) {
            assertThat(found.next().line()).isEqualTo(one.line());
            ShardDocument last = found.next();
            assertThat(last.line()).isEqualTo(other.line());
            assertThat(last.length()).isEqualTo(other.length());
            assertThat(last.tokens()).isEmpty();
            assertThat(found.next()).isNull();
        }
    }

    @Test
    void idsAreInTheOrderOfTheirTextsHashesAndTellPlacesApart() {
        byte[] low = DocumentId.of("P", "z.jsonl", 9, Fingerprint.sha256(new byte[] {1}));
        byte[] high = DocumentId.of("P", "a.jsonl", 1, Fingerprint.sha256(new byte[] {2}));
        assertThat(Arrays.compareUnsigned(low, high))
                .isEqualTo(
                        Arrays.compareUnsigned(Fingerprint.sha256(new byte[] {1}), Fingerprint.sha256(new byte[] {2})));
        assertThat(DocumentId.of("P", "a.jsonl", 2, Fingerprint.sha256(new byte[] {2})))
                .isNotEqualTo(high);
    }

    @Test
    void aShardWithoutDocumentsIsAFileToo() throws IOException {
        write("a.parquet", List.of());
        assertThat(read("a.parquet")).isEmpty();
    }

    @Test
    void theSameRowsAreTheSameBytesAndTheEntryVouchesForThem() throws IOException {
        FileEntry first = write("a.parquet", documents(100));
        FileEntry second = write("b.parquet", documents(100));
        byte[] bytes = Files.readAllBytes(folder.resolve("a.parquet"));
        assertThat(Files.readAllBytes(folder.resolve("b.parquet"))).isEqualTo(bytes);
        assertThat(second.sha256()).isEqualTo(first.sha256());
        assertThat(first)
                .isEqualTo(new FileEntry(
                        "a.parquet", bytes.length, Fingerprint.of(bytes).hex()));
    }

    /** Of the codec that Parquet keeps for the whole JVM. */
    private static final class ForeignLevel extends CodecFactory {
        private ForeignLevel() {
            super(HADOOP, 0);
        }

        static void take(int level) {
            ZstandardCodec codec = new ZstandardCodec();
            codec.setConf(new Configuration(HADOOP));
            codec.getConf().setInt(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL, level);
            CODEC_BY_NAME.put(CompressionCodecName.ZSTD.getHadoopCompressionCodecClassName(), codec);
        }
    }

    @Test
    void anotherWritersLevelOfCompressionChangesNoByte() throws IOException {
        int[] words = new SplittableRandom(7).ints(20_000, 0, 300).toArray();
        byte[] tokens = TokenWidth.UINT16.pack(words, 0, words.length);
        List<ShardDocument> documents = documents(1).stream()
                .map(each ->
                        new ShardDocument(each.id(), each.textHash(), each.source(), 1, "", 4, words.length, tokens))
                .toList();
        List<String> hashes = new ArrayList<>();
        for (int level : new int[] {1, 5, 12}) {
            ForeignLevel.take(level);
            hashes.add(write("level-" + level + ".parquet", documents).sha256());
        }
        assertThat(Set.copyOf(hashes)).hasSize(1);
    }

    @Test
    void theFooterSaysHowToReadTheTokens() throws IOException {
        write("a.parquet", documents(1));
        assertThat(RecordSource.metadata(path("a.parquet"), HADOOP, ShardFormat.WIDTH_KEY))
                .isEqualTo("uint16-le");
        assertThat(RecordSource.metadata(path("a.parquet"), HADOOP, ShardFormat.TOKENIZER_KEY))
                .isEqualTo(TOKENIZER.hex());
    }

    @Test
    void aFileThatWasNotFinishedIsNotThere() throws IOException {
        try (RecordFile<ShardDocument> file = open("a.parquet")) {
            file.write(documents(1).get(0));
        }
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void aTruncatedFileIsRefusedByName() throws IOException {
        write("a.parquet", documents(20));
        byte[] whole = Files.readAllBytes(folder.resolve("a.parquet"));
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(folder.resolve("short.parquet"), Arrays.copyOf(whole, length));
            refused("short.parquet");
        }
    }

    @Test
    void aMissingFileIsRefusedByName() {
        refused("none.parquet");
    }

    @Test
    void aFlippedBitIsRefusedOrHarmless() throws IOException {
        List<ShardDocument> documents = documents(20);
        write("a.parquet", documents);
        byte[] whole = Files.readAllBytes(folder.resolve("a.parquet"));
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> silent = new ArrayList<>();
        for (int i = 0; i < whole.length; i += 1 + random.nextInt(16)) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(folder.resolve("flipped.parquet"), flipped);
            try {
                if (!same(read("flipped.parquet"), documents)) {
                    silent.add(i);
                }
            } catch (PerennialException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT);
            }
        }
        assertThat(silent)
                .as("bytes of " + whole.length + " whose change passed unseen")
                .isEmpty();
    }

    private void refused(String name) {
        assertThatThrownBy(() -> read(name))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT))
                .hasMessageContaining(name)
                .hasMessageContaining("Remove its artefact's folder");
    }
}
