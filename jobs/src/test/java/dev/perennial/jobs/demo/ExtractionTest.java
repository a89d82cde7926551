package dev.perennial.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractionTest {
    @TempDir
    Path folder;

    @Test
    void examplesArePutRightAndMistakesLeftOut() throws IOException {
        assertThat(
                        examples(
                                """
                        <!DOCTYPE rules [<!ENTITY who "we &amp; they">]>
                        <rules>
                        <example correction="an|one">It is <marker>a</marker>  apple,
                           &who; say.</example>
                        <example correction=""><marker>Wrong</marker> for good.</example>
                        <example type="triggers_error">Wrong too.</example>
                        <example>So it <marker>is</marker> right<!-- not this -->.</example>
                        <example>So it is right.</example>
                        <example><!-- <example>No.</example> --></example>
                        </rules>"""))
                .containsExactly("It is an apple, we & they say.\nSo it is right.");
    }

    @Test
    void nothingOutsideTheRulesIsRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        String external = "<!DOCTYPE rules [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>"
                + "<rules><example>a &x; b</example></rules>";

        assertThat(examples(external)).noneMatch(document -> document.contains("secret"));
    }

    @Test
    void entitiesThatExpandWithoutEndAreRefused() {
        StringBuilder declarations = new StringBuilder("<!ENTITY e0 \"ha\">");
        IntStream.range(1, 30)
                .forEach(level ->
                        declarations.append("<!ENTITY e%d \"&e%d;&e%d;\">".formatted(level, level - 1, level - 1)));

        assertThatThrownBy(() ->
                        examples("<!DOCTYPE rules [" + declarations + "]><rules><example>&e29;</example></rules>"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void glossesComeFortyToADocumentWithoutTheLicence() throws IOException {
        StringBuilder lines = new StringBuilder("  1 This licence | is no gloss\n");
        IntStream.range(0, 41)
                .forEach(number -> lines.append("00001740 03 a 01 very_able(p) 0 000 | having skill; \"x\"  \n"));
        Files.writeString(folder.resolve("data.adj"), lines);

        List<String> documents = Glosses.documents(new SourceFolder(folder));
        assertThat(documents).hasSize(2);
        assertThat(documents.get(1)).isEqualTo("very able: having skill; \"x\"");
    }

    @Test
    void licencesAreStrippedAndOtherCommentsStay() {
        assertThat(SourceCode.withoutLicence("/* @notice */\n/* Licensed */ x"))
                .isEqualTo("/* @notice */\n/* Licensed */ x\n");
        assertThat(SourceCode.withoutLicence("/*\n * License\n */\n\n/** A class. */\nclass A {}\n"))
                .isEqualTo("/** A class. */\nclass A {}\n");
        assertThat(SourceCode.withoutLicence("/* License without end")).isEqualTo("/* License without end\n");
    }

    @Test
    void aSampleIsWholeDocumentsInOrderWithinItsBytes() {
        List<String> documents = IntStream.range(100, 200)
                .mapToObj(number -> "document " + number)
                .toList();

        List<String> sample = Sample.ofBytes(documents, 250);
        assertThat(sample).hasSize(20).isSubsetOf(documents).isSorted();
        assertThat(Sample.ofBytes(documents, 250)).isEqualTo(sample);
        assertThat(Sample.ofBytes(documents, 1_000_000)).isEqualTo(documents);
    }

    @Test
    void languagesAreToldByTheirLittleWords() {
        FunctionWords words = new FunctionWords();

        assertThat(words.language("It is not the end of the road, and we have to go on with it."))
                .contains("en");
        assertThat(words.language("Es ist nicht das Ende der Straße, und wir werden sie zu Ende gehen."))
                .contains("de");
        assertThat(words.language("Het is niet het einde van de weg, en wij zijn er nog niet mee klaar."))
                .contains("nl");
        assertThat(words.language("Det är inte slutet på vägen, och vi har inte kommit till den än."))
                .contains("sv");
        assertThat(words.language("1 2 3")).isEmpty();
        assertThat(words.language("Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor"))
                .isEmpty();
    }

    private List<String> examples(String xml) throws IOException {
        Files.writeString(folder.resolve("grammar.xml"), xml);
        return CorrectedExamples.documents(new SourceFolder(folder));
    }
}
