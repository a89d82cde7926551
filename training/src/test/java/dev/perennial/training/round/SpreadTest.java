package dev.perennial.training.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static final int FLOATS = 3 * Spread.BLOCK + 17;
    private static final float[] WEIGHTS = {0.5f, 0.25f, 0.25f};

    /** A common model and so much of a worker's own. */
    private static ByteBuffer worker(int index, double own) {
        SplittableRandom common = new SplittableRandom(99);
        SplittableRandom random = new SplittableRandom(index);
        ByteBuffer vector = vector();
        for (int i = 0; i < FLOATS; i++) {
            vector.putFloat(4 * i, (float) (common.nextDouble(-1, 1) + own * random.nextDouble(-1, 1)));
        }
        return vector;
    }

    private static ByteBuffer vector() {
        return ByteBuffer.allocate(4 * FLOATS).order(ByteOrder.nativeOrder());
    }

    private static double spread(ByteBuffer... workers) {
        ByteBuffer average = vector();
        double[] squares = new double[workers.length];
        for (int worker = 0; worker < workers.length; worker++) {
            squares[worker] = Spread.sum(Spread.squares(workers[worker]));
            for (int i = 0; i < FLOATS; i++) {
                average.putFloat(4 * i, average.getFloat(4 * i) + WEIGHTS[worker] * workers[worker].getFloat(4 * i));
            }
        }
        return Spread.of(WEIGHTS, squares, Spread.sum(Spread.squares(average)));
    }

    /** By the definition: distances from the mean, in double precision. */
    private static double direct(ByteBuffer... workers) {
        double distances = 0;
        double norm = 0;
        for (int i = 0; i < FLOATS; i++) {
            double mean = 0;
            for (int worker = 0; worker < workers.length; worker++) {
                mean += WEIGHTS[worker] * (double) workers[worker].getFloat(4 * i);
            }
            norm += mean * mean;
            for (int worker = 0; worker < workers.length; worker++) {
                distances += WEIGHTS[worker] * Math.pow(workers[worker].getFloat(4 * i) - mean, 2);
            }
        }
        return Math.sqrt(distances / norm);
    }

    @Test
    void itIsTheWeightedDistanceFromTheAverage() {
        for (double own : new double[] {1, 1e-2, 1e-3}) {
            ByteBuffer[] workers = {worker(1, own), worker(2, own), worker(3, own)};
            assertThat(spread(workers)).isCloseTo(direct(workers), within(1e-2 * own));
        }
    }

    @Test
    void workersThatAgreeHaveNone() {
        ByteBuffer one = worker(1, 0.5);
        assertThat(spread(one, one, one)).isLessThan(1e-5);
        double squares = Spread.sum(Spread.squares(one));
        assertThat(Spread.of(new float[] {1}, new double[] {squares}, squares)).isZero();
    }

    @Test
    void blocksAreCountedFromTheStartOfASliceThatBeginsWithOne() {
        double[] whole = Spread.squares(worker(1, 1));
        ByteBuffer rest = worker(1, 1).slice(4 * Spread.BLOCK, 4 * (FLOATS - Spread.BLOCK));
        assertThat(whole).hasSize(4);
        assertThat(Spread.squares(rest)).containsExactly(whole[1], whole[2], whole[3]);
    }
}
