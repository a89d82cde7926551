package dev.perennial.tests.text;

import dev.perennial.jobs.demo.DemoCorpora;
import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.SourceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** The demo corpora's real text by kind, as UTF-8 documents: 3 to 6 MB a kind, from what Maven unpacked for the jobs. */
public enum DemoText {
    ENGLISH("pile/old-english-parliament", "slimpajama/new-english-glosses", "slimpajama/new-english-sentences"),
    GERMAN("oscar/german-parliament", "oscar/german-sentences"),
    CODE("pile/old-english-code", "slimpajama/new-english-code");

    private static final Path ROOT = Files.isDirectory(Path.of("jobs")) ? Path.of("") : Path.of("..");

    private final List<String> files;

    DemoText(String... files) {
        this.files = List.of(files);
    }

    /** The folder that a benchmark or a test of this module may write to. */
    public static Path target() {
        return ROOT.resolve("tests/target").toAbsolutePath();
    }

    public List<byte[]> documents() throws IOException {
        Path folder = target().resolve("demo-corpora");
        DemoCorpora.write(ROOT.resolve("jobs/target/demo-sources"), folder);
        List<byte[]> documents = new ArrayList<>();
        for (String file : files) {
            org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(
                    folder.resolve(file + ".jsonl.zst").toUri());
            SourceFormat format = SourceFormat.named(file.substring(0, file.indexOf('/')));
            try (DocumentReader rows =
                    DocumentReader.open(path.getFileSystem(new Configuration()), path, format, name())) {
                rows.forEachRemaining(row -> documents.add(((Document) row).utf8Text()));
            }
        }
        return documents;
    }

    /** The documents of all kinds, each kind's in their order, the kinds in turn. */
    public static List<byte[]> mixed() throws IOException {
        List<List<byte[]>> kinds = new ArrayList<>();
        for (DemoText kind : values()) {
            kinds.add(kind.documents());
        }
        int longest = kinds.stream().mapToInt(List::size).max().orElse(0);
        return Stream.iterate(0, place -> place < longest, place -> place + 1)
                .flatMap(place ->
                        kinds.stream().filter(kind -> place < kind.size()).map(kind -> kind.get(place)))
                .toList();
    }
}
