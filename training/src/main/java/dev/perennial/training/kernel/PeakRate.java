package dev.perennial.training.kernel;

/** How fast this machine multiplies matrices when it does nothing else: what a training step's rate is held against. */
public final class PeakRate {
    private static final int SIZE = 768;

    /** Long enough that a product falls between what a run's start does besides: one of them takes 7 ms here. */
    private static final long NANOS = 400_000_000;

    private PeakRate() {}

    /** Floating-point operations a second of the best of some products, on the calling thread's {@link Threads}; half a second. */
    public static double measured() {
        Matrix left = square();
        Matrix right = square();
        Matrix result = square();
        long best = Long.MAX_VALUE;
        long end = System.nanoTime() + NANOS;
        for (long began = System.nanoTime(); began < end; began = System.nanoTime()) {
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
