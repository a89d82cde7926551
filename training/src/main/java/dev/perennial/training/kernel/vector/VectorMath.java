package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** exp and erf on vectors: the Vector API's own exp leaves the vector registers on JDK 17, and it has no erf. */
final class VectorMath {
    /** Adding 1.5 * 2^23 rounds a float to an integer, which then stands in the lowest bits of the mantissa. */
    private static final float ROUNDER = 12582912f;

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float SMALLEST_EXPONENT = -87f;
    private static final float LARGEST_EXPONENT = 88f;

    /** Beyond it erf rounds to 1 in single precision. */
    private static final float ERF_RANGE = 4f;

    private VectorMath() {}

    /** Exactly 0 below the smallest normal exponent: denormal probabilities would slow the matrix products down. */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(SMALLEST_EXPONENT).min(LARGEST_EXPONENT);
        FloatVector shifted = clamped.fma(broadcast(LOG2_E), broadcast(ROUNDER));
        FloatVector exponent = shifted.sub(ROUNDER);
        FloatVector rest = exponent.fma(broadcast(-LN2_HIGH), clamped);
        rest = exponent.fma(broadcast(-LN2_LOW), rest);
        FloatVector fraction = exponentialRest(rest).fma(rest.mul(rest), rest.add(1f));
        IntVector scale = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        FloatVector result = fraction.reinterpretAsInts().add(scale).reinterpretAsFloats();
        return result.blend(0f, x.compare(VectorOperators.LT, SMALLEST_EXPONENT));
    }

    static FloatVector erf(FloatVector x) {
        FloatVector clamped = x.max(-ERF_RANGE).min(ERF_RANGE);
        FloatVector square = clamped.mul(clamped);
        return clamped.mul(erfNumerator(square)).div(erfDenominator(square));
    }

    /** Cephes expf's polynomial for (exp(r) - 1 - r) / r^2 on |r| <= ln(2)/2. Loops over coefficients would box the vectors. */
    private static FloatVector exponentialRest(FloatVector r) {
        FloatVector value = broadcast(1.9875691500e-4f);
        value = value.fma(r, broadcast(1.3981999507e-3f));
        value = value.fma(r, broadcast(8.3334519073e-3f));
        value = value.fma(r, broadcast(4.1665795894e-2f));
        value = value.fma(r, broadcast(1.6666665459e-1f));
        return value.fma(r, broadcast(5.0000001201e-1f));
    }

    /** Eigen's rational approximation of erf is x * P(x^2) / Q(x^2); this is P. */
    private static FloatVector erfNumerator(FloatVector square) {
        FloatVector value = broadcast(-2.72614225801306e-10f);
        value = value.fma(square, broadcast(2.77068142495902e-08f));
        value = value.fma(square, broadcast(-2.10102402082508e-06f));
        value = value.fma(square, broadcast(-5.69250639462346e-05f));
        value = value.fma(square, broadcast(-7.34990630326855e-04f));
        value = value.fma(square, broadcast(-2.95459980854025e-03f));
        return value.fma(square, broadcast(-1.60960333262415e-02f));
    }

    private static FloatVector erfDenominator(FloatVector square) {
        FloatVector value = broadcast(-1.45660718464996e-05f);
        value = value.fma(square, broadcast(-2.13374055278905e-04f));
        value = value.fma(square, broadcast(-1.68282697438203e-03f));
        value = value.fma(square, broadcast(-7.37332916720468e-03f));
        return value.fma(square, broadcast(-1.42647390514189e-02f));
    }

    /** {@link #exp} of whole arrays, for tests; the length is a multiple of the vector length. */
    static void exponentials(float[] values) {
        for (int i = 0; i < values.length; i += Lanes.COUNT) {
            exp(Lanes.load(values, i)).intoArray(values, i);
        }
    }

    /** {@link #erf} of whole arrays, for tests; the length is a multiple of the vector length. */
    static void errorFunctions(float[] values) {
        for (int i = 0; i < values.length; i += Lanes.COUNT) {
            erf(Lanes.load(values, i)).intoArray(values, i);
        }
    }
}
