package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EncoderTest {
    private static final Tokenizer TOKENIZER = Tokenizer.read(TinyTokenizers.gpt());
    private static final Encoder ENCODER = TOKENIZER.encoder();

    @Property
    void decodingGivesTheTextBack(@ForAll("hostile") String text) {
        assertThat(TOKENIZER.decode(ENCODER.encode(text))).isEqualTo(text);
    }

    @Property
    void whatStandsAroundARangeOfBytesDoesNotMatter(@ForAll("hostile") String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] surrounded = new byte[utf8.length + 7];
        Arrays.fill(surrounded, (byte) ' ');
        System.arraycopy(utf8, 0, surrounded, 3, utf8.length);
        int[] alone = idsOf(utf8, 0, utf8.length);
        assertThat(idsOf(surrounded, 3, 3 + utf8.length)).containsExactly(alone);
    }

    @Property
    void aWarmEncoderGivesTheIdsOfAFreshOne(@ForAll("hostile") String text) {
        assertThat(ENCODER.encode(text)).containsExactly(TOKENIZER.encoder().encode(text));
    }

    @Property
    void anyBytesCanBeEncoded(@ForAll byte[] bytes) {
        String mended = new String(bytes, StandardCharsets.UTF_8);
        assertThat(idsOf(bytes, 0, bytes.length)).containsExactly(ENCODER.encode(mended));
    }

    /** More words than an encoder remembers, in one text, many of them often. */
    @Example
    void whatIsForgottenIsForgottenBetweenWords() {
        List<String> pieces = IntStream.range(0, 600)
                .mapToObj(piece -> IntStream.range(0, 1000)
                        .mapToObj(word -> " kebaunglimo" + (word % 2 == 0 ? word : 1000 * piece + word))
                        .collect(Collectors.joining()))
                .toList();
        int[] together = ENCODER.encode(String.join("", pieces));
        int[] apart = pieces.stream()
                .flatMapToInt(piece -> Arrays.stream(TOKENIZER.encoder().encode(piece)))
                .toArray();
        assertThat(Arrays.equals(together, apart)).isTrue();
    }

    @Example
    void specialTokensInTheTextAreTextUnlessAskedFor() {
        String text = "ba<|endoftext|>ke";
        assertThat(ENCODER.encode(text)).doesNotContain(TOKENIZER.endOfText()).hasSizeGreaterThan(3);
        assertThat(TOKENIZER.encoder(SpecialTokensInText.AS_SPECIAL).encode(text))
                .contains(TOKENIZER.endOfText());
    }

    @Example
    void addedTokensThatAreTextAreAlwaysFound() {
        Tokenizer spaced = Tokenizer.read(TinyTokenizers.spaced());
        int[] ids = spaced.encoder().encode("ba     ke");
        assertThat(ids).contains(spaced.vocabularySize() - 1);
    }

    @Example
    void aLoneSurrogateIsOneReplacementCharacter() {
        assertThat(ENCODER.encode("a\uD800b\uDC00")).containsExactly(ENCODER.encode("a\uFFFDb\uFFFD"));
    }

    @Example
    void encodersOfOneTokenizerWorkSideBySide() {
        String text = MadeUpText.of(5_000);
        int[] expected = TOKENIZER.encoder().encode(text);
        List<int[]> results = IntStream.range(0, 8)
                .parallel()
                .mapToObj(thread -> TOKENIZER.encoder().encode(text))
                .toList();
        assertThat(results).allSatisfy(ids -> assertThat(ids).containsExactly(expected));
    }

    @Example
    void moreWordsThanAreRememberedAreNotMixedUp() {
        Encoder encoder = TOKENIZER.encoder();
        for (int number = 0; number < 140_000; number++) {
            String letters = Integer.toString(number, 26)
                    .chars()
                    .map(digit -> Character.isDigit(digit) ? digit - '0' + 'q' : digit)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining("", "w", " kilometerlang"));
            letters += letters.substring(1, letters.indexOf(' '));
            assertThat(TOKENIZER.decode(encoder.encode(letters))).isEqualTo(letters);
        }
    }

    @Example
    void anEmptyTextHasNoTokens() {
        assertThat(ENCODER.encode("")).isEmpty();
    }

    @Example
    void aRangeOutsideTheArrayIsRefused() {
        assertThatThrownBy(() -> ENCODER.encode(new byte[4], 2, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static int[] idsOf(byte[] utf8, int from, int to) {
        int count = ENCODER.encode(utf8, from, to);
        return Arrays.copyOf(ENCODER.ids(), count);
    }

    @Provide
    Arbitrary<String> hostile() {
        return HostileText.strings();
    }
}
