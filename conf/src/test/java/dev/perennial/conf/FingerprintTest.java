package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Fingerprint A = Fingerprint.of("a");
    private static final Fingerprint B = Fingerprint.of("b");

    private record Shape(Share share, Optional<String> note, int size) {}

    private static final Shape SHAPE = new Shape(new Share(1, 20), Optional.empty(), 3);

    private static Recipe recipe() {
        return new Recipe("corpora", 1, "P", Map.of("file x", A), SHAPE);
    }

    @Test
    void isTheSha256OfTheText() {
        assertThat(Fingerprint.of("abc").hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Fingerprint.of("abc")).hasToString("ba7816bf8f01");
    }

    @Test
    void whatIsNoSha256IsRefused() {
        assertThatThrownBy(() -> new Fingerprint("ABC"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT));
    }

    @Test
    void aNameIsForPeopleAndChangesNoFingerprint() {
        Recipe other = new Recipe("corpora", 1, "Q", Map.of("file x", A), SHAPE);
        assertThat(other.fingerprint()).isEqualTo(recipe().fingerprint());
    }

    @Test
    void everythingElseChangesTheFingerprint() {
        assertThat(new Recipe[] {
                    new Recipe("streams", 1, "P", Map.of("file x", A), SHAPE),
                    new Recipe("corpora", 2, "P", Map.of("file x", A), SHAPE),
                    new Recipe("corpora", 1, "P", Map.of("file x", B), SHAPE),
                    new Recipe("corpora", 1, "P", Map.of("file y", A), SHAPE),
                    new Recipe("corpora", 1, "P", Map.of(), SHAPE),
                    new Recipe(
                            "corpora", 1, "P", Map.of("file x", A), new Shape(new Share(1, 21), Optional.empty(), 3)),
                    new Recipe("corpora", 1, "P", Map.of("file x", A), new Shape(new Share(1, 20), Optional.of(""), 3)),
                    new Recipe("corpora", 1, "P", Map.of("file x", A), new Shape(new Share(1, 20), Optional.empty(), 4))
                })
                .extracting(Recipe::fingerprint)
                .doesNotContain(recipe().fingerprint())
                .doesNotHaveDuplicates();
    }

    @Test
    void theOrderOfInputsDoesNotCount() {
        Map<String, Fingerprint> oneWay = new LinkedHashMap<>();
        oneWay.put("x", A);
        oneWay.put("y", B);
        Map<String, Fingerprint> otherWay = new LinkedHashMap<>();
        otherWay.put("y", B);
        otherWay.put("x", A);
        assertThat(new Recipe("k", 1, "n", oneWay, SHAPE).fingerprint())
                .isEqualTo(new Recipe("k", 1, "n", otherWay, SHAPE).fingerprint());
    }
}
