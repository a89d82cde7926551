package dev.perennial.tokenize.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.FileRange;
import dev.perennial.tokenize.source.SourceFormat;
import dev.perennial.tokenize.source.SourceRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSlicesTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private List<FileSlice> cut(Path file, long sliceBytes, SourceFormat format) throws IOException {
        InputFile input = new InputFile(file.toString(), file.getFileName().toString(), Files.size(file), 0);
        return new FileSlices(sliceBytes)
                .of(
                        List.of(input),
                        format,
                        new JavaSparkContext(LocalSpark.session().sparkContext()),
                        HADOOP);
    }

    private static List<String> read(Path file, FileRange range) throws IOException {
        List<String> rows = new ArrayList<>();
        try (DocumentReader reader = DocumentReader.open(
                FileSystem.getLocal(HADOOP),
                new org.apache.hadoop.fs.Path(file.toUri()),
                SourceFormat.PILE,
                "pile",
                600,
                range)) {
            reader.forEachRemaining(row -> rows.add(row.line() + " " + shown(row)));
        }
        return rows;
    }

    private static String shown(SourceRow row) {
        return row instanceof Document document
                ? new String(document.utf8Text(), StandardCharsets.UTF_8)
                : row.toString();
    }

    /** Lines of all lengths, empty and over-long ones among them, with both kinds of line ends. */
    private Path lines(boolean closed) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            int kind = random.nextInt(8);
            if (kind > 0) {
                text.append("{\"text\":\"").append(i).append("x".repeat(kind == 1 ? 700 : random.nextInt(90)));
                text.append("\"}");
            }
            text.append(kind == 2 ? "\r\n" : "\n");
        }
        text.append(closed ? "" : "{\"text\":\"the last\"}");
        return Files.writeString(folder.resolve("lines.jsonl"), text);
    }

    @Test
    void slicesTogetherHoldEveryLineOnceWithItsNumber() throws IOException {
        for (boolean closed : new boolean[] {true, false}) {
            Path file = lines(closed);
            List<String> expected = read(file, FileRange.ALL);
            assertThat(expected).hasSizeGreaterThan(40);
            for (long bytes : new long[] {29, 64, 100, 333, 1_000}) {
                List<FileSlice> slices = cut(file, bytes, SourceFormat.PILE);
                assertThat(slices).hasSizeGreaterThan(3);
                List<String> rows = new ArrayList<>();
                for (FileSlice slice : slices) {
                    rows.addAll(read(file, slice.range()));
                }
                assertThat(rows).as("slices of %s bytes", bytes).isEqualTo(expected);
            }
        }
    }

    @Test
    void archivesPlainTextAndSmallFilesStayWhole() throws IOException {
        Path file = lines(true);
        assertThat(cut(file, Files.size(file) - 1, SourceFormat.PILE)).hasSize(1);
        assertThat(cut(file, 100, SourceFormat.TEXT)).hasSize(1);
        assertThat(cut(file, 100, SourceFormat.PARAGRAPHS)).hasSize(1);
        Path packed = Files.copy(file, folder.resolve("lines.jsonl.gz"));
        assertThat(cut(packed, 100, SourceFormat.PILE))
                .extracting(FileSlice::range)
                .containsExactly(FileRange.ALL);
    }
}
