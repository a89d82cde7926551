package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NormalizationTest {
    @Property(tries = 20_000)
    void textThatIsSaidNotToChangeDoesNotChange(@ForAll("hostile") String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (!Normalization.NFC.mayChange(utf8, 0, utf8.length)) {
            assertThat(nfc(text)).isEqualTo(text);
        }
    }

    @Example
    void accentsComposeAndMarksAreOrdered() {
        assertThat(nfc("e\u0301")).isEqualTo("\u00E9");
        assertThat(nfc("q\u0307\u0323")).isEqualTo("q\u0323\u0307");
    }

    @Example
    void marksYoungerThanUnicode9StayWhereTheyAre() {
        assertThat(nfc("a\u08D3\u0323")).isEqualTo("a\u08D3\u0323");
    }

    @Property
    void longRunsOfMarksAreOrderedAsByInsertion(@ForAll("marks") String marks) {
        assertThat(nfc("q" + marks)).isEqualTo(Normalizer.normalize("q" + marks, Normalizer.Form.NFC));
    }

    /** An insertion sort of these would take an hour: the build would end by its own limit. */
    @Example
    void aMegabyteOfMarksIsNotQuadratic() {
        String marks = "\u0301\u0323\u0F73".repeat(150_000);
        assertThat(nfc("q" + marks)).startsWith("q\u0F71\u0F71").hasSize(1 + 600_000);
    }

    private static String nfc(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new String(Normalization.NFC.normalized(utf8, 0, utf8.length), StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<String> marks() {
        return Arbitraries.of(
                        "\u0301", "\u0323", "\u0307", "\u0345", "\u0344", "\u0F71", "\u0F73", "\u0F75", "\u0F81",
                        "\u093C", "x")
                .list()
                .ofMaxSize(150)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> hostile() {
        return HostileText.strings();
    }
}
