package dev.perennial.tests.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.tests.text.DemoText;
import dev.perennial.tests.text.MixedText;
import dev.perennial.tests.text.TokenizerFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ids equal those of Hugging Face's library, special tokens in the text included, on real text, variations of it and
 * hostile text: {@code -Dperennial.parity.megabytes} of it for each tokenizer, 100 with {@code scripts/parity}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParityTest {
    private static final int MEGABYTES = Integer.getInteger("perennial.parity.megabytes", 2);
    private static final int VOCABULARY = 8_192;
    /** Of one word: 10 MB where 100 MB are compared. */
    private static final int WORD_BYTES = MEGABYTES << 20 > 10 << 20 ? 10 << 20 : 1 << 18;

    private final Map<String, Parity> parities = new LinkedHashMap<>();
    private MixedText text;

    @BeforeAll
    void makeTokenizers() throws IOException {
        text = MixedText.ofTheDemo();
        List<byte[]> learned = text.documents().subList(0, text.documents().size() / 4);
        for (TokenizerFamily family : TokenizerFamily.values()) {
            parities.put(family.name(), new Parity(family.json(VOCABULARY, learned)));
        }
        TokenizerFamily.neox20b().ifPresent(json -> parities.put("GPT_NEOX_20B", new Parity(json)));
    }

    Stream<Arguments> tokenizers() {
        return parities.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokenizers")
    void idsAreHuggingFacesOnMixedText(String name, Parity parity) {
        Iterator<String> documents = text.iterator();
        while (parity.bytes() < (long) MEGABYTES << 20) {
            parity.agreeOn(documents.next());
        }
        assertThat(parity.tokens()).isGreaterThan(parity.bytes() / 10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tokenizers")
    void idsAreHuggingFacesOnOneVeryLongWord(String name, Parity parity) {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder word = new StringBuilder();
        while (word.length() < WORD_BYTES) {
            word.append("straße donau dampf schiff ".split(" ")[random.nextInt(4)]);
            word.append((char) random.nextInt('a', 'z' + 1));
        }
        parity.agreeOn(word.toString());
    }

    @AfterAll
    void writeTheTable() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "| tokenizer | vocabulary | MB | documents | tokens | documents that differ |",
                "|---|---|---|---|---|---|"));
        parities.forEach((name, parity) -> lines.add("| " + name + " | " + parity.row() + " |"));
        Files.write(DemoText.target().resolve("parity.md"), lines);
    }
}
