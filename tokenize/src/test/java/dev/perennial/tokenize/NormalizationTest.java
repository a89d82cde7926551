package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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

    private static String nfc(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new String(Normalization.NFC.normalized(utf8, 0, utf8.length), StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<String> hostile() {
        return HostileText.strings();
    }
}
