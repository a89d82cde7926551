package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EightBytesTest {
    @Property
    void runsEndWhereTheyEndByteByByte(@ForAll @Size(8) byte[] bytes, @ForAll byte sought) {
        long eight = EightBytes.at(bytes, 0);
        assertThat(EightBytes.leadingLetters(eight)).isEqualTo(leading(bytes, EightBytesTest::isLetter));
        assertThat(EightBytes.leadingNonZero(eight ^ EightBytes.all(sought)))
                .isEqualTo(leading(bytes, each -> each != sought));
        assertThat(EightBytes.leadingNonZero(eight ^ EightBytes.all(sought), eight ^ EightBytes.all((byte) 'a')))
                .isEqualTo(leading(bytes, each -> each != sought && each != 'a'));
    }

    @Property
    void bytesBelowEndWhereTheyEndByteByByte(
            @ForAll @Size(max = 70) byte[] bytes, @ForAll @IntRange(min = 0x80, max = 0xFF) int floor) {
        assertThat(EightBytes.endOfBelow(bytes, 0, bytes.length, floor))
                .isEqualTo(leading(bytes, each -> (each & 0xFF) < floor));
        byte[] ascii = new byte[bytes.length + 70];
        System.arraycopy(bytes, 0, ascii, 70, bytes.length);
        assertThat(EightBytes.endOfAscii(ascii, 1, ascii.length)).isEqualTo(70 + leading(bytes, each -> each >= 0));
    }

    @Property
    void masksTellByteByByte(
            @ForAll @Size(8) byte[] bytes,
            @ForAll @IntRange(max = 0x7F) int one,
            @ForAll @IntRange(max = 0x7F) int other) {
        byte first = (byte) Math.min(one, other);
        byte last = (byte) Math.max(one, other);
        long mask = EightBytes.mask(EightBytes.between(EightBytes.at(bytes, 0), first, last));
        for (int i = 0; i < bytes.length; i++) {
            assertThat(mask >>> i & 1).isEqualTo(bytes[i] >= first && bytes[i] <= last ? 1 : 0);
        }
        assertThat(mask >>> bytes.length).isZero();
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
