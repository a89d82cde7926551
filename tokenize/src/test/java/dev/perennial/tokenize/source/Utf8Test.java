package dev.perennial.tokenize.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class Utf8Test {
    @Property(tries = 20_000)
    void bytesAreWellFormedExactlyWhereTheStrictDecoderTakesThem(@ForAll("nearlyUtf8") byte[] bytes) {
        assertThat(Utf8.firstMalformed(bytes, 0, bytes.length) < 0).isEqualTo(strictDecoderTakes(bytes));
    }

    @Property
    void blankIsWhatStringsCallBlank(
            @ForAll @Chars({' ', '\t', '\u2003', '\u3000', '\u00A0', '\u0085', 'x'}) @StringLength(max = 4)
                    String text) {
        assertThat(Utf8.isBlank(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text.isBlank());
    }

    /** Few kinds of bytes, so that leads, continuations and their forbidden neighbours meet often. */
    @Provide
    Arbitrary<byte[]> nearlyUtf8() {
        return Arbitraries.of(
                        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED,
                        0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF)
                .map(Integer::byteValue)
                .array(byte[].class)
                .ofMaxSize(6);
    }

    private static boolean strictDecoderTakes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
