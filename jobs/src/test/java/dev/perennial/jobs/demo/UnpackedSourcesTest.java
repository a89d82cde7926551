package dev.perennial.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.SourceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's corpora from the artifacts themselves, as the build unpacks them before its tests. */
class UnpackedSourcesTest {
    private static final Path SOURCES = Path.of("target", "demo-sources");

    @TempDir
    Path folder;

    @Test
    void theArtifactsGiveTheSameCorporaEverywhere() throws IOException {
        assumeTrue(Files.isDirectory(SOURCES), "skipped: the artifacts are not unpacked");

        Map<String, DemoFile> files = DemoCorpora.write(SOURCES, folder.resolve("demo")).stream()
                .collect(Collectors.toMap(DemoFile::path, Function.identity()));

        assertThat(files.get("pile/old-english-code.jsonl.zst").textBytes()).isBetween(2_500_000L, 2_750_000L);
        assertThat(files.get("pile/old-english-parliament.jsonl.zst").documents())
                .isEqualTo(2_184);
        assertThat(files.get("slimpajama/new-english-glosses.jsonl.zst").textBytes())
                .isBetween(2_500_000L, 2_750_000L);
        assertThat(files.get("slimpajama/new-english-sentences.jsonl.zst").documents())
                .isEqualTo(1_033);
        assertThat(files.get("slimpajama/new-english-code.jsonl.zst").textBytes())
                .isBetween(2_500_000L, 2_750_000L);
        assertThat(files.get("oscar/german-parliament.jsonl.zst").documents()).isEqualTo(2_247);
        assertThat(files.get("oscar/german-sentences.jsonl.zst").documents()).isEqualTo(500);
        for (DemoFile file : files.values()) {
            assertThat(readable(file)).isEqualTo(file.documents());
        }
    }

    private long readable(DemoFile file) throws IOException {
        SourceFormat format =
                SourceFormat.named(file.path().substring(0, file.path().indexOf('/')));
        List<Long> documents = new ArrayList<>();
        try (DocumentReader reader = DocumentReader.open(
                FileSystem.getLocal(new Configuration()),
                new org.apache.hadoop.fs.Path(
                        folder.resolve("demo").resolve(file.path()).toUri()),
                format,
                file.domain())) {
            reader.forEachRemaining(row -> {
                if (row instanceof Document document && document.domain().equals(file.domain())) {
                    documents.add(document.line());
                }
            });
        }
        return documents.size();
    }
}
