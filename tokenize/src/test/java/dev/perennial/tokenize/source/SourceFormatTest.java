package dev.perennial.tokenize.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFormatTest {
    @TempDir
    Path folder;

    private SourceFiles files;

    @BeforeEach
    void open() {
        files = new SourceFiles(folder);
    }

    @Test
    void pileNamesItsDomainInMeta() throws IOException {
        Document document = only(files.readLines(
                SourceFormat.named("pile"), "{\"text\": \"a\", \"meta\": {\"pile_set_name\": \"Github\"}}"));

        assertThat(document.domain()).isEqualTo("Github");
        assertThat(document.line()).isEqualTo(1);
    }

    @Test
    void slimPajamaNamesItsDomainInMeta() throws IOException {
        String line = "{\"meta\": {\"other\": [1, {}], \"redpajama_set_name\": \"RedPajamaC4\"}, \"text\": \"a\"}";

        assertThat(only(files.readLines(SourceFormat.named("slimpajama"), line)).domain())
                .isEqualTo("RedPajamaC4");
    }

    @Test
    void oscarHasContentOrTextAndTheDistributionsNameForADomain() throws IOException {
        List<SourceRow> rows = files.readLines(
                SourceFormat.named("oscar"), "{\"content\": \"neu\", \"metadata\": {}}", "{\"text\": \"alt\"}");

        assertThat(rows).extracting(SourceFiles::text).containsExactly("neu", "alt");
        assertThat(((Document) rows.get(1)).domain()).isEqualTo("the-distribution");
    }

    @Test
    void oscarOf2019IsPlainTextWithBlankLinesBetweenDocuments() throws IOException {
        String text = "\n\nerste Zeile\r\nzweite\n\n \n\ndritte Zeile\n\n\n";
        for (String name : List.of("de_part_1.txt", "de_part_1.txt.gz")) {
            byte[] bytes = SourceFiles.utf8(text);
            List<SourceRow> rows = files.read(
                    name, name.endsWith("gz") ? SourceFiles.gzip(bytes) : bytes, SourceFormat.named("oscar"));

            assertThat(rows).extracting(SourceFiles::text).containsExactly("erste Zeile\nzweite", "dritte Zeile");
            assertThat(rows).extracting(SourceRow::line).containsExactly(3L, 8L);
        }
    }

    @Test
    void oscarOf2022And2023HasItsTextInContent() throws IOException {
        String edition2022 =
                """
                {"content":"Guten Tag","warc_headers":{"warc-record-id":"<urn:uuid:1>","content-length":"9"},\
                "metadata":{"identification":{"label":"de","prob":0.9},"annotation":["short_sentences"],\
                "sentence_identifications":[{"label":"de","prob":0.9},null]}}""";
        String edition2023 =
                """
                {"content":"Gr\u00fc\u00df Gott","warc_headers":{"warc-target-uri":"https://example.org"},\
                "metadata":{"identification":{"label":"de","prob":0.99},"harmful_pp":512.5,"tlsh":"tlsh:T1","quality_warnings":null,\
                "categories":["liste_bu"],"sentence_identifications":[]}}""";

        assertThat(files.readLines(SourceFormat.named("oscar"), edition2022, edition2023))
                .extracting(SourceFiles::text)
                .containsExactly("Guten Tag", "Gr\u00fc\u00df Gott");
    }

    @Test
    void paragraphsHaveTheirLimitsToo() throws IOException {
        byte[] bytes = SourceFiles.utf8("short\n\nfar too\nlong\n\nfar too long\n\nends");
        bytes[bytes.length - 1] = (byte) 0xFF;
        List<SourceRow> rows = files.read("a.txt", bytes, SourceFormat.PARAGRAPHS, 10);

        assertThat(SourceFiles.text(rows.get(0))).isEqualTo("short");
        assertThat(rows.subList(1, 4))
                .extracting(SourceFiles::code)
                .containsExactly(RejectReason.TOO_LONG, RejectReason.TOO_LONG, RejectReason.INVALID_UTF8);
        assertThat(rows).extracting(SourceRow::line).containsExactly(1L, 3L, 6L, 8L);
    }

    @Test
    void dolmaNamesItsSource() throws IOException {
        assertThat(only(files.readLines(SourceFormat.named("dolma"), "{\"text\":\"a\",\"source\":\"wiki\"}"))
                        .domain())
                .isEqualTo("wiki");
    }

    @Test
    void textIsOneDocumentAFile() throws IOException {
        List<SourceRow> rows = files.read("poem.txt", SourceFiles.utf8("one\n\ntwo\n"), SourceFormat.named("text"));

        assertThat(SourceFiles.text(only(rows))).isEqualTo("one\n\ntwo\n");
    }

    @Test
    void anyFieldsCanBeConfigured() throws IOException {
        SourceFormat format = SourceFormat.fields("body.plain", "from.site");
        String line = "{\"from\": {\"site\": \"x\"}, \"body\": {\"html\": \"<p>\", \"plain\": \"p\"}}";

        Document document = only(files.readLines(format, line));
        assertThat(SourceFiles.text(document)).isEqualTo("p");
        assertThat(document.domain()).isEqualTo("x");
    }

    @Test
    void aDomainThatIsNoNameIsTheDistributions() throws IOException {
        List<SourceRow> rows = files.readLines(
                SourceFormat.DOLMA, "{\"text\":\"a\",\"source\":7}", "{\"text\":\"a\",\"source\":\" \"}");

        assertThat(rows).allSatisfy(row -> assertThat(((Document) row).domain()).isEqualTo("the-distribution"));
    }

    @Test
    void unknownNamesAndEmptyPathsAreRefused() {
        assertThatThrownBy(() -> SourceFormat.named("pyle"))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 'pyle', expected one of pile, slimpajama, oscar, dolma, text, paragraphs");
        assertThatThrownBy(() -> FieldPath.parse("meta..name")).hasMessageContaining("a name is empty");
    }

    private static Document only(List<SourceRow> rows) {
        assertThat(rows).hasSize(1);
        return (Document) rows.get(0);
    }
}
