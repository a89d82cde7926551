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
    /** OpenBLAS keeps to the thread that calls it, in the whole process: tasks run side by side, and {@link Threads} share products. */
    private static final int THREADS = 1;

    /**
     * Rows of a result are cut at multiples of it: of as many as the kernel has at a time. Cut so, each element is summed up as in one
     * piece, bit for bit; cut between columns it would not be.
     */
    private static final int UNIT = rowsAtATime(System.getenv(BlasKernels.CHOICE));

    /** Multiplications in a part; OpenBLAS computes products below a million differently, and waking a thread would not pay. */
    private static final long SMALLEST_PART = 1 << 21;

    static {
        // ND4J sets the number of threads when it starts, so it has to start first.
        Nd4j.getExecutioner();
        blas_set_num_threads(THREADS);
    }

    private Gemm() {}

    /** OpenBLAS' Haswell kernel has 12 rows at a time, its AVX-512 kernel 16; of a kernel that nobody named, a multiple of both. */
    private static int rowsAtATime(String kernel) {
        return "HASWELL".equalsIgnoreCase(kernel) ? 12 : "SKYLAKEX".equalsIgnoreCase(kernel) ? 16 : 48;
    }

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
        Threads threads = Threads.current();
        long multiplications = (long) result.rows() * result.columns() * left.width();
        int units = result.rows() / UNIT;
        int parts = (int) Math.min(Math.min(threads.count(), units), multiplications / SMALLEST_PART);
        if (parts <= 1) {
            multiplyHere(result, factor, left, right, keep);
            return;
        }
        threads.parts(parts, part -> {
            int from = units * part / parts * UNIT;
            int to = part + 1 == parts ? result.rows() : units * (part + 1) / parts * UNIT;
            multiplyHere(result.across(from, to), factor, left.across(from, to), right, keep);
        });
    }

    private static void multiplyHere(Matrix result, float factor, Matrix left, Matrix right, float keep) {
        long began = System.nanoTime();
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
        ProductMeter.add(System.nanoTime() - began, 2L * result.rows() * result.columns() * left.width());
    }
}
