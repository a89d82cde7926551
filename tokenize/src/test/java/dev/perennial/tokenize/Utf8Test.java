package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class Utf8Test {
    @Property(tries = 20_000)
    void validityIsThatOfJavasDecoder(@ForAll @Size(max = 5) byte[] bytes) {
        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(javaTakes(bytes));
    }

    @Example
    void everyCodePointIsReadBack() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            byte[] utf8 = Utf8.of(Character.toString(codePoint));
            assertThat(Utf8.isValid(utf8, 0, utf8.length)).isTrue();
            assertThat(Utf8.length(utf8[0])).isEqualTo(utf8.length);
            assertThat(Utf8.codePointAt(utf8, 0)).isEqualTo(surrogate ? 0xFFFD : codePoint);
        }
    }

    @Example
    void aCharacterThatIsCutOffAtTheEndOfTheRangeIsInvalid() {
        byte[] utf8 = Utf8.of("aé");
        assertThat(Utf8.isValid(utf8, 0, 2)).isFalse();
    }

    private static boolean javaTakes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
