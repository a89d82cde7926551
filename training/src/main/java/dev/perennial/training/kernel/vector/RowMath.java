package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.ORDER;
import static dev.perennial.training.kernel.vector.Lanes.SPECIES;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * exp and the normal distribution function of whole rows: the Vector API's own exp leaves the vector registers on JDK 17, and it has no
 * erf.
 *
 * <p>Each formula stands within its loop, in one loop only, and calls the Vector API directly. A method of vectors that the JIT compiler
 * does not inline, because it was compiled alone before or because its caller has inlined 8,000 bytes already, makes an object of every
 * vector that passes the call, at a fourth of the speed.
 */
final class RowMath {
    /** Adding 1.5 * 2^23 rounds a float to an integer, which then stands in the lowest bits of the mantissa. */
    private static final float ROUNDER = 12582912f;

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float SMALLEST_EXPONENT = -87f;
    private static final float LARGEST_EXPONENT = 88f;

    /** Beyond it erf rounds to 1 in single precision. */
    private static final float ERF_RANGE = 4f;

    private static final float ROOT_HALF = (float) Math.sqrt(0.5);

    private RowMath() {}

    /**
     * Replaces each x from {@code start} to {@code end} by exp(x - shift), and returns the sum: Cephes' expf. It is exactly 0 below the
     * smallest normal exponent, since denormal probabilities would slow the matrix products down.
     */
    static float exp(ByteBuffer floats, int start, int end, float shift) {
        FloatVector sums = FloatVector.broadcast(SPECIES, 0f);
        for (int i = start; i < end; i += COUNT) {
            FloatVector x =
                    FloatVector.fromByteBuffer(SPECIES, floats, i << 2, ORDER).sub(shift);
            FloatVector clamped = x.max(SMALLEST_EXPONENT).min(LARGEST_EXPONENT);
            FloatVector shifted =
                    clamped.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDER));
            FloatVector exponent = shifted.sub(ROUNDER);
            FloatVector r = exponent.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), clamped);
            r = exponent.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
            FloatVector y = FloatVector.broadcast(SPECIES, 1.9875691500e-4f);
            y = y.fma(r, FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
            y = y.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
            y = y.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
            y = y.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
            y = y.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
            y = y.fma(r.mul(r), r.add(1f));
            IntVector scale = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            FloatVector scaled = y.reinterpretAsInts().add(scale).reinterpretAsFloats();
            FloatVector result = scaled.blend(0f, x.compare(VectorOperators.LT, SMALLEST_EXPONENT));
            result.intoByteBuffer(floats, i << 2, ORDER);
            sums = sums.add(result);
        }
        return sums.reduceLanes(VectorOperators.ADD);
    }

    /**
     * Writes (1 + erf(x / sqrt(2))) / 2 of each x from {@code start} on to {@code distributions}, which has the row's padded length. erf
     * is Eigen's rational approximation, x * P(x^2) / Q(x^2).
     */
    static void normalDistribution(ByteBuffer floats, int start, float[] distributions) {
        for (int i = 0; i < distributions.length; i += COUNT) {
            FloatVector x = FloatVector.fromByteBuffer(SPECIES, floats, (start + i) << 2, ORDER)
                    .mul(ROOT_HALF)
                    .max(-ERF_RANGE)
                    .min(ERF_RANGE);
            FloatVector square = x.mul(x);
            FloatVector p = FloatVector.broadcast(SPECIES, -2.72614225801306e-10f);
            p = p.fma(square, FloatVector.broadcast(SPECIES, 2.77068142495902e-08f));
            p = p.fma(square, FloatVector.broadcast(SPECIES, -2.10102402082508e-06f));
            p = p.fma(square, FloatVector.broadcast(SPECIES, -5.69250639462346e-05f));
            p = p.fma(square, FloatVector.broadcast(SPECIES, -7.34990630326855e-04f));
            p = p.fma(square, FloatVector.broadcast(SPECIES, -2.95459980854025e-03f));
            p = p.fma(square, FloatVector.broadcast(SPECIES, -1.60960333262415e-02f));
            FloatVector q = FloatVector.broadcast(SPECIES, -1.45660718464996e-05f);
            q = q.fma(square, FloatVector.broadcast(SPECIES, -2.13374055278905e-04f));
            q = q.fma(square, FloatVector.broadcast(SPECIES, -1.68282697438203e-03f));
            q = q.fma(square, FloatVector.broadcast(SPECIES, -7.37332916720468e-03f));
            q = q.fma(square, FloatVector.broadcast(SPECIES, -1.42647390514189e-02f));
            FloatVector erf = x.mul(p).div(q);
            erf.fma(FloatVector.broadcast(SPECIES, 0.5f), FloatVector.broadcast(SPECIES, 0.5f))
                    .intoArray(distributions, i);
        }
    }
}
