package dev.perennial.training.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Matrix products by OpenBLAS, the library that nd4j-native brings.
 *
 * <p>OpenBLAS chooses its kernels by the CPU, and takes those of an old one without AVX for a CPU that is newer than itself, at half
 * the speed of a step. The environment variable {@code OPENBLAS_CORETYPE} (HASWELL, SKYLAKEX, ...), set before the JVM starts, chooses
 * instead; the bits of a result depend on it.
 */
final class Gemm {
    /**
     * One thread for a product, for the whole process: virtual workers run side by side, one a core, and the bits of a sum must not
     * depend on how many cores there are.
     */
    private static final int THREADS = 1;

    static {
        // ND4J sets the number of threads when it starts, so it has to start first.
        Nd4j.getExecutioner();
        blas_set_num_threads(THREADS);
    }

    private Gemm() {}

    /** {@code result = left * right}. */
    static void set(Matrix result, Matrix left, Matrix right) {
        multiply(result, 1, left, right, 0);
    }

    /** {@code result = factor * left * right}. */
    static void set(Matrix result, float factor, Matrix left, Matrix right) {
        multiply(result, factor, left, right, 0);
    }

    /** {@code result += left * right}. */
    static void add(Matrix result, Matrix left, Matrix right) {
        multiply(result, 1, left, right, 1);
    }

    /** {@code result += factor * left * right}. */
    static void add(Matrix result, float factor, Matrix left, Matrix right) {
        multiply(result, factor, left, right, 1);
    }

    private static void multiply(Matrix result, float factor, Matrix left, Matrix right, float keep) {
        if (left.width() != right.height() || result.rows() != left.height() || result.columns() != right.width()) {
            throw new IllegalArgumentException(
                    "cannot multiply " + left + " by " + right + " into " + result + ": the sizes do not meet");
        }
        cblas_sgemm(
                CblasRowMajor,
                left.isTransposed() ? CblasTrans : CblasNoTrans,
                right.isTransposed() ? CblasTrans : CblasNoTrans,
                result.rows(),
                result.columns(),
                left.width(),
                factor,
                left.memory().at(left.offset()),
                left.stride(),
                right.memory().at(right.offset()),
                right.stride(),
                keep,
                result.memory().at(result.offset()),
                result.stride());
    }
}
