package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class EightBytesTest {
    @Property
    void runsEndWhereTheyEndByteByByte(@ForAll @Size(8) byte[] bytes, @ForAll byte sought) {
        long eight = EightBytes.at(bytes, 0);
        assertThat(EightBytes.leadingAscii(eight)).isEqualTo(leading(bytes, each -> each >= 0));
        assertThat(EightBytes.leadingLetters(eight)).isEqualTo(leading(bytes, EightBytesTest::isLetter));
        assertThat(EightBytes.leadingNonZero(eight ^ EightBytes.all(sought)))
                .isEqualTo(leading(bytes, each -> each != sought));
        assertThat(EightBytes.leadingNonZero(eight ^ EightBytes.all(sought), eight ^ EightBytes.all((byte) 'a')))
                .isEqualTo(leading(bytes, each -> each != sought && each != 'a'));
    }

    /** All bytes at the last of eight places, behind letters. */
    @Property(tries = 256)
    void everyByteIsALetterOrNot(@ForAll byte value) {
        byte[] bytes = {'a', 'z', 'A', 'Z', 'm', 'M', 'q', value};
        assertThat(EightBytes.leadingLetters(EightBytes.at(bytes, 0))).isEqualTo(isLetter(value) ? 8 : 7);
    }

    private static boolean isLetter(int value) {
        return value >= 'a' && value <= 'z' || value >= 'A' && value <= 'Z';
    }

    private static int leading(byte[] bytes, IntPredicate property) {
        return IntStream.range(0, bytes.length)
                .filter(index -> !property.test(bytes[index]))
                .findFirst()
                .orElse(bytes.length);
    }
}
