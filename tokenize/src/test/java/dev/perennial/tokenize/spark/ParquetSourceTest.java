package dev.perennial.tokenize.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.PerennialException;
import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.FileRange;
import dev.perennial.tokenize.source.RejectReason;
import dev.perennial.tokenize.source.Rejected;
import dev.perennial.tokenize.source.SourceFormat;
import dev.perennial.tokenize.source.SourceRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files as Spark writes them. */
class ParquetSourceTest {
    private static final int ROWS = 3_000;
    private static final StructType PILE = new StructType()
            .add("other", DataTypes.createArrayType(DataTypes.LongType))
            .add("meta", new StructType().add("n", DataTypes.LongType).add("pile_set_name", DataTypes.StringType))
            .add("text", DataTypes.StringType);

    @TempDir
    Path folder;

    private static List<Row> pile() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> RowFactory.create(
                        new Long[] {1L, 2L},
                        i % 5 == 0 ? null : RowFactory.create((long) i, i % 5 == 1 ? null : "set " + i % 3),
                        RawFiles.text(i)))
                .toList();
    }

    private Path write(String name, String codec, List<Row> rows, StructType schema) throws IOException {
        Dataset<Row> table = LocalSpark.session().createDataFrame(rows, schema);
        Path written = folder.resolve(name);
        table.coalesce(1)
                .write()
                .option("compression", codec)
                .option("parquet.block.size", 16 << 10)
                .option("parquet.page.size", 2 << 10)
                .option("parquet.page.size.row.check.min", 10)
                .option("parquet.block.size.row.check.min", 10)
                .parquet(written.toString());
        try (Stream<Path> files = Files.list(written)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<SourceRow> read(Path file, SourceFormat format, FileRange range) throws IOException {
        List<SourceRow> rows = new ArrayList<>();
        try (DocumentReader reader = DocumentReader.open(
                FileSystem.getLocal(new Configuration()),
                new org.apache.hadoop.fs.Path(file.toUri()),
                format,
                "distribution",
                1 << 20,
                range)) {
            reader.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static List<SourceRow> read(Path file, SourceFormat format) throws IOException {
        return read(file, format, FileRange.ALL);
    }

    private static List<String> shown(List<SourceRow> rows) {
        return rows.stream()
                .map(Document.class::cast)
                .map(row -> row.line() + " " + row.domain() + " " + new String(row.utf8Text(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> expected() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> (i + 1) + " " + (i % 5 < 2 ? "distribution" : "set " + i % 3) + " " + RawFiles.text(i))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "gzip", "zstd", "uncompressed", "lz4raw"})
    void everyRowComesBackWhateverTheCodec(String codec) throws IOException {
        Path file = write("pile", codec, pile(), PILE);
        assertThat(shown(read(file, SourceFormat.PILE))).isEqualTo(expected());
    }

    @Test
    void slicesAtAnyByteTogetherHoldEveryRowOnceWithItsNumber() throws IOException {
        Path file = write("pile", "snappy", pile(), PILE);
        for (long length : new long[] {499, 7_777, 50_000}) {
            List<String> all = new ArrayList<>();
            int slices = 0;
            for (long from = 0; from < Files.size(file); from += length) {
                List<SourceRow> slice = read(file, SourceFormat.PILE, new FileRange(from, from + length, 0));
                all.addAll(shown(slice));
                slices += slice.isEmpty() ? 0 : 1;
            }
            assertThat(all).isEqualTo(expected());
            assertThat(slices).isGreaterThan(1);
        }
    }

    @Test
    void whatIsNoTextIsRejectedWithItsRow() throws IOException {
        StructType schema = new StructType().add("text", DataTypes.BinaryType);
        List<Row> rows = Stream.of(
                        "good".getBytes(StandardCharsets.UTF_8),
                        null,
                        new byte[] {'a', (byte) 0xFF},
                        new byte[] {' ', '\n'},
                        new byte[(1 << 20) + 1],
                        "good too".getBytes(StandardCharsets.UTF_8))
                .map(text -> RowFactory.create((Object) text))
                .toList();
        List<SourceRow> read = read(write("bad", "zstd", rows, schema), SourceFormat.DOLMA);
        assertThat(read.get(0)).isInstanceOf(Document.class);
        assertThat(read.subList(1, 5))
                .extracting(row -> ((Rejected) row).code())
                .containsExactly(
                        RejectReason.MISSING_FIELD,
                        RejectReason.INVALID_UTF8,
                        RejectReason.EMPTY,
                        RejectReason.TOO_LONG);
        assertThat(read).extracting(SourceRow::line).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void aFileWithoutTheColumnIsRefusedWithTheColumnsItHas() throws IOException {
        Path file = write("pile", "snappy", pile(), PILE);
        for (String wrong : List.of("content", "meta", "meta.n", "text.body", "other")) {
            assertThatThrownBy(() -> read(file, SourceFormat.fields(wrong, "meta.pile_set_name")))
                    .isInstanceOf(PerennialException.class)
                    .hasMessageContaining("no column of strings holds the text")
                    .hasMessageContaining("meta.pile_set_name, text")
                    .hasMessageContaining("expected " + wrong);
        }
        assertThatThrownBy(() -> read(file, SourceFormat.TEXT)).hasMessageContaining("a format of plain text");
    }

    @Test
    void aDamagedFileYieldsItsGoodRowsAndThenOneRejection() throws IOException {
        byte[] whole = Files.readAllBytes(write("pile", "snappy", pile(), PILE));
        Path damaged = folder.resolve("damaged.parquet");
        for (int kept : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
            Files.write(damaged, Arrays.copyOf(whole, kept));
            assertThat(read(damaged, SourceFormat.PILE))
                    .singleElement()
                    .satisfies(row -> assertThat(((Rejected) row).code()).isEqualTo(RejectReason.TRUNCATED_ARCHIVE));
        }
        byte[] flipped = whole.clone();
        for (int i = whole.length / 2; i < whole.length / 2 + 4_000; i++) {
            flipped[i] ^= 0x55;
        }
        Files.write(damaged, flipped);
        List<SourceRow> rows = read(damaged, SourceFormat.PILE);
        assertThat(rows).hasSizeBetween(100, ROWS - 100);
        assertThat(shown(rows.subList(0, rows.size() - 1))).isEqualTo(expected().subList(0, rows.size() - 1));
        assertThat(((Rejected) rows.get(rows.size() - 1)).code()).isEqualTo(RejectReason.TRUNCATED_ARCHIVE);
    }
}
