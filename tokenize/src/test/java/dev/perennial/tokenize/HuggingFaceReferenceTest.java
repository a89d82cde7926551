package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Ids equal those of Hugging Face's own library, on text of all kinds, for every supported kind of tokenizer. */
class HuggingFaceReferenceTest {
    private static final int TRIES = 5_000;
    private static final int SHOWN = 200;
    private static final Pair GPT = new Pair(TinyTokenizers.gpt());
    private static final Pair LLAMA = new Pair(TinyTokenizers.llama());
    private static final Pair QWEN = new Pair(TinyTokenizers.qwen());
    private static final Pair SPACED = new Pair(TinyTokenizers.spaced());
    private static final List<Pair> NEOX =
            SharedFiles.has(SharedFiles.NEOX) ? List.of(new Pair(SharedFiles.read(SharedFiles.NEOX))) : List.of();

    /** A tokenizer of ours, and the reference made from the same file. */
    private record Pair(Encoder ours, HuggingFace reference) {
        private Pair(byte[] json) {
            this(Tokenizer.read(json).encoder(SpecialTokensInText.AS_SPECIAL), new HuggingFace(json));
        }

        private void agreeOn(String text) {
            int[] ids = ours.encode(text);
            int[] expected = reference.encode(text);
            String beginning = text.substring(0, Math.min(text.length(), SHOWN));
            assertThat(Arrays.mismatch(ids, expected))
                    .as("first of %d and %d ids that differ in '%s'", ids.length, expected.length, beginning)
                    .isEqualTo(-1);
        }
    }

    @Property(tries = TRIES)
    void trainedTokenizersAgreeOnHostileText(@ForAll("hostile") String text) {
        GPT.agreeOn(text);
    }

    @Property(tries = TRIES)
    void llamasSplitAgreesOnHostileText(@ForAll("hostile") String text) {
        LLAMA.agreeOn(text);
    }

    @Property(tries = TRIES)
    void qwensSplitAndNfcAgreeOnHostileText(@ForAll("hostile") String text) {
        QWEN.agreeOn(text);
    }

    @Property(tries = TRIES)
    void prefixSpacesAndRunsOfSpacesAgreeOnHostileText(@ForAll("hostile") String text) {
        SPACED.agreeOn(text);
    }

    @Property(tries = TRIES)
    void neoxAgreesOnHostileTextWhereItsFileIsAtHand(@ForAll("hostile") String text) {
        NEOX.forEach(pair -> pair.agreeOn(text));
    }

    @Example
    void allAgreeOnTheSourcesOfThisModule() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                allPairs().forEach(pair -> pair.agreeOn(text));
            }
        }
    }

    @Example
    void allAgreeOnMadeUpTextAndOnAVeryLongWord() {
        String longWord = "straßenbahn".repeat(2_000);
        allPairs().forEach(pair -> {
            pair.agreeOn(MadeUpText.of(10_000));
            pair.agreeOn(longWord);
        });
    }

    private static Stream<Pair> allPairs() {
        return Stream.concat(Stream.of(GPT, LLAMA, QWEN, SPACED), NEOX.stream());
    }

    @Provide
    Arbitrary<String> hostile() {
        return HostileText.strings();
    }
}
