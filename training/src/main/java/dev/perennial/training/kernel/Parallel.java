package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.LayerNormKernel;
import dev.perennial.training.kernel.vector.Rows;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** The vector kernels over all {@link Threads}: by rows where each row stands alone, by columns where rows are added up. */
public final class Parallel {
    /** Columns are cut at multiples of a cache line and of every vector length. */
    private static final int COLUMNS = 64;

    /** Flat vectors are cut into whole vectors. */
    private static final int FLOATS = 4096;

    private Parallel() {}

    interface OnRows {
        /** {@code from} is the first row's number. */
        void run(Rows rows, int from);
    }

    interface OnColumns {
        /** {@code from} is the first column's number; {@code sums} begin with it. */
        void run(Rows columns, int from, float[] sums);
    }

    /** On parts of flat vectors of one length. */
    public interface OnFloats {
        void run(ByteBuffer one, ByteBuffer two, ByteBuffer three);
    }

    static void rows(Rows rows, OnRows kernel) {
        Threads.current().split(rows.count(), 1, (from, to) -> kernel.run(rows.rows(from, to), from));
    }

    /** Cuts columns, so that each column's sum is taken row after row. */
    static void columns(Rows rows, float[] sums, OnColumns kernel) {
        split(rows.width(), (from, to) -> {
            Rows columns = rows.columns(from, to);
            float[] part = Arrays.copyOfRange(sums, from, from + Rows.padded(to - from));
            kernel.run(columns, from, part);
            System.arraycopy(part, 0, sums, from, to - from);
        });
    }

    static void split(int columns, Threads.Range range) {
        Threads.current().split(columns, COLUMNS, range);
    }

    static void normForward(Rows input, float epsilon, float[] statistics, LayerNormKernel.Norm... norms) {
        Threads.current()
                .split(
                        input.count(),
                        1,
                        (from, to) -> LayerNormKernel.forward(input, from, to, epsilon, statistics, norms));
    }

    static void normBackward(
            Rows input, float[] statistics, Rows inputGradient, LayerNormKernel.Gradient... gradients) {
        for (LayerNormKernel.Gradient gradient : gradients) {
            split(
                    input.width(),
                    (from, to) -> LayerNormKernel.addParameterGradients(input, from, to, statistics, gradient));
        }
        Threads.current()
                .split(
                        input.count(),
                        1,
                        (from, to) -> LayerNormKernel.backward(input, from, to, statistics, inputGradient, gradients));
    }

    static void clear(Activation activation) {
        FloatMemory memory = activation.matrix().memory();
        int rows = activation.rows().count();
        long row = activation.rows().stride();
        Threads.current().split(rows, 1, (from, to) -> memory.part(from * row, (to - from) * row)
                .clear());
    }

    static void floats(ByteBuffer vector, Consumer<ByteBuffer> kernel) {
        floats(vector, vector, vector, (one, two, three) -> kernel.accept(one));
    }

    public static void floats(ByteBuffer one, ByteBuffer two, ByteBuffer three, OnFloats kernel) {
        floats(
                one.capacity() / Float.BYTES,
                (from, to) -> kernel.run(part(one, from, to), part(two, from, to), part(three, from, to)));
    }

    /** Ranges of a flat vector of so many floats. */
    public static void floats(int length, Threads.Range range) {
        Threads.current().split(length, FLOATS, range);
    }

    private static ByteBuffer part(ByteBuffer vector, int from, int to) {
        return vector.slice(from * Float.BYTES, (to - from) * Float.BYTES).order(vector.order());
    }
}
