package dev.perennial.training.kernel;

import java.util.concurrent.atomic.LongAdder;

/** What the matrix products of this process have cost so far: time in OpenBLAS, summed over threads, and operations. */
public final class ProductMeter {
    private static final LongAdder NANOS = new LongAdder();
    private static final LongAdder OPERATIONS = new LongAdder();

    private ProductMeter() {}

    static void add(long nanos, long operations) {
        NANOS.add(nanos);
        OPERATIONS.add(operations);
    }

    public static double seconds() {
        return NANOS.sum() / 1e9;
    }

    /** A multiplication and an addition count as two. */
    public static double operations() {
        return OPERATIONS.sum();
    }
}
