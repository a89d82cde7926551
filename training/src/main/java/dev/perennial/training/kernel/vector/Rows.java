package dev.perennial.training.kernel.vector;

import java.nio.ByteBuffer;

/**
 * Row-major floats off-heap, each row padded to whole vectors, so that no kernel has a tail loop.
 *
 * <p>The padding holds finite values that no matrix product reads; vectors that meet rows, such as biases, are padded with zeros.
 *
 * @param floats the memory, in native byte order
 * @param count rows
 * @param width columns with a meaning
 * @param stride floats from one row to the next, a multiple of the vector length
 */
public record Rows(ByteBuffer floats, int count, int width, int stride) {

    private static final boolean VECTORS =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    private static final int AVX2_LANES = 8;

    public Rows {
        if (stride % Lanes.COUNT != 0 || stride < width) {
            throw new IllegalArgumentException("stride " + stride + " does not pad " + width + " to whole vectors");
        }
    }

    /** The smallest whole number of vectors' floats that holds {@code width}. */
    public static int padded(int width) {
        // A driver plans memory without the vectors that only executors are given: as AVX2 then.
        int lanes = VECTORS ? Lanes.COUNT : AVX2_LANES;
        return Math.addExact(width, lanes - 1) / lanes * lanes;
    }

    /** Rows {@code [from, to)}, in the same memory. */
    public Rows rows(int from, int to) {
        return new Rows(slice(from * stride, (to - from) * stride), to - from, width, stride);
    }

    /** Columns {@code [from, to)}, in the same memory; {@code from} is a multiple of the vector length. */
    public Rows columns(int from, int to) {
        int floatsFrom = floats.capacity() / Float.BYTES - from;
        return new Rows(slice(from, floatsFrom), count, to - from, stride);
    }

    private ByteBuffer slice(int from, int length) {
        return floats.slice(from * Float.BYTES, length * Float.BYTES).order(floats.order());
    }

    /** The index of the first float of {@code row}. */
    int start(int row) {
        return row * stride;
    }

    /** The end, exclusive, of the columns a kernel visits: {@link #width} rounded up to whole vectors. */
    int end() {
        return padded(width);
    }
}
