package dev.perennial.training.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DropoutKernelTest {
    private static final int MANY = 200_000;

    @Test
    void theShareThatIsDroppedIsTheRateAndTheMeanStays() {
        for (double rate : new double[] {0.1, 0.5, 0.9}) {
            long key = DropoutKernel.key(3, 4);
            double mean = LongStream.range(0, MANY)
                    .mapToDouble(element -> DropoutKernel.factor(key, element, rate))
                    .average()
                    .orElseThrow();
            long dropped = LongStream.range(0, MANY)
                    .filter(element -> DropoutKernel.factor(key, element, rate) == 0)
                    .count();
            assertThat((double) dropped / MANY).isCloseTo(rate, within(0.005));
            assertThat(mean).isCloseTo(1, within(0.05));
        }
    }

    @Test
    void anotherSequenceOrPlaceDropsOtherValues() {
        long key = DropoutKernel.key(3, 4);
        for (long other : new long[] {DropoutKernel.key(3, 5), DropoutKernel.key(4, 4), DropoutKernel.key(2, 5)}) {
            long alike = LongStream.range(0, MANY)
                    .filter(element ->
                            DropoutKernel.factor(key, element, 0.5) == DropoutKernel.factor(other, element, 0.5))
                    .count();
            assertThat((double) alike / MANY).isCloseTo(0.5, within(0.005));
        }
    }

    @Test
    void aBlockOfRowsDropsWhatItsElementsSay() {
        int width = 5;
        int stride = Rows.padded(width);
        ByteBuffer floats = ByteBuffer.allocateDirect(4 * stride * Float.BYTES).order(ByteOrder.nativeOrder());
        while (floats.hasRemaining()) {
            floats.putFloat(1);
        }
        Rows rows = new Rows(floats, 4, width, stride);
        DropoutKernel.apply(rows, 1, 3, 77, 40, 9, 0.4);
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < width; column++) {
                float expected = row == 0 ? 1 : DropoutKernel.factor(77, 40 + (row - 1) * 9 + column, 0.4);
                assertThat(floats.getFloat((row * stride + column) * Float.BYTES))
                        .isEqualTo(expected);
            }
        }
    }
}
