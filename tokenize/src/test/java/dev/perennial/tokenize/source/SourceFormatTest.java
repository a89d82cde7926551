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
                .hasMessageContaining("got 'pyle', expected one of pile, slimpajama, oscar, dolma, text");
        assertThatThrownBy(() -> FieldPath.parse("meta..name")).hasMessageContaining("a name is empty");
    }

    private static Document only(List<SourceRow> rows) {
        assertThat(rows).hasSize(1);
        return (Document) rows.get(0);
    }
}
