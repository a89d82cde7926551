package dev.perennial.training.kernel;

/** How fast this machine multiplies matrices when it does nothing else: what a training step's rate is held against. */
public final class PeakRate {
    private static final int SIZE = 768;
    private static final int REPETITIONS = 3;

    private PeakRate() {}

    /** Floating-point operations a second of the best of a few products, on the calling thread's {@link Threads}; some 50 ms. */
    public static double measured() {
        Matrix left = square();
        Matrix right = square();
        Matrix result = square();
        long best = Long.MAX_VALUE;
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            long began = System.nanoTime();
            Gemm.set(result, left, right);
            best = Math.min(best, System.nanoTime() - began);
        }
        left.memory().free();
        right.memory().free();
        result.memory().free();
        return 2.0 * SIZE * SIZE * SIZE / best * 1e9;
    }

    private static Matrix square() {
        return Matrix.of(FloatMemory.allocate((long) SIZE * SIZE), 0, SIZE, SIZE);
    }
}
