package dev.perennial.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FloatFormatTest {
    @ParameterizedTest
    @EnumSource(
            value = FloatFormat.class,
            names = {"FP16", "BF16"})
    void everyStoredNumberComesBackAsItWas(FloatFormat format) {
        for (int stored = 0; stored <= 0xffff; stored++) {
            ByteBuffer two =
                    ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) stored);
            ByteBuffer single = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            format.decode(two, single);
            ByteBuffer again = ByteBuffer.allocate(2);
            format.encode(single.flip(), again);
            assertThat(again.getShort(0) & 0xffff).isEqualTo(stored);
        }
    }

    /** Against the definition: no representable number is nearer, and of two as near the even one is taken. */
    @Property(tries = 20_000)
    void halvesAreRoundedToTheNearestAndTiesToEven(@ForAll int bits) {
        double value = Math.abs(Float.intBitsToFloat(bits));
        if (Double.isNaN(value) || value >= 65520) {
            return;
        }
        int half = FloatFormat.halfOfSingle(bits & Integer.MAX_VALUE);
        double error = Math.abs(half(half) - value);
        for (int neighbour : new int[] {half - 1, half + 1}) {
            if (neighbour >= 0 && neighbour < 0x7c00) {
                double other = Math.abs(half(neighbour) - value);
                assertThat(error < other || error == other && half % 2 == 0).isTrue();
            }
        }
    }

    private static double half(int bits) {
        int exponent = bits >>> 10;
        int fraction = bits & 0x3ff;
        return exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024 + fraction, exponent - 25);
    }

    /** Values that numpy's float16, and torch's bfloat16, round so. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 3c00, 3f80",
        "-2.5, c100, c020",
        "0.1, 2e66, 3dcd",
        "65504, 7bff, 4780",
        "65519, 7bff, 4780",
        "65520, 7c00, 4780",
        "6e-8, 0001, 3381",
        "2.9802322387695312e-8, 0000, 3300",
        "1.00390625, 3c04, 3f80",
        "1.01171875, 3c0c, 3f82",
        "3.4e38, 7c00, 7f80"
    })
    void numbersRoundAsElsewhere(float value, String half, String brain) {
        assertThat(stored(FloatFormat.FP16, value)).isEqualTo(half);
        assertThat(stored(FloatFormat.BF16, value)).isEqualTo(brain);
    }

    @Test
    void whatBecomesInfiniteIsSaidToOverflow() {
        assertThat(FloatFormat.FP16.overflows(Float.floatToRawIntBits(65519))).isFalse();
        assertThat(FloatFormat.FP16.overflows(Float.floatToRawIntBits(-65520))).isTrue();
        assertThat(FloatFormat.FP16.overflows(Float.floatToRawIntBits(Float.POSITIVE_INFINITY)))
                .isFalse();
        assertThat(FloatFormat.BF16.overflows(Float.floatToRawIntBits(3.3e38f))).isFalse();
        assertThat(FloatFormat.BF16.overflows(Float.floatToRawIntBits(Float.MAX_VALUE)))
                .isTrue();
        assertThat(FloatFormat.FP32.overflows(Float.floatToRawIntBits(Float.MAX_VALUE)))
                .isFalse();
    }

    private static String stored(FloatFormat format, float value) {
        ByteBuffer stored = ByteBuffer.allocate(2);
        format.encode(ByteBuffer.allocate(4).putFloat(0, value), stored);
        return String.format("%04x", stored.getShort(0));
    }
}
