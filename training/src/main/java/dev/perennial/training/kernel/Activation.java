package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.Rows;

/** A matrix of working memory in both its views: padded rows for the vector kernels, a strided matrix for OpenBLAS. */
record Activation(Matrix matrix, Rows rows) {

    /** A matrix of {@code rows} x {@code columns} at the start of {@code memory}, which holds at least {@link #length} floats. */
    static Activation over(FloatMemory memory, int rows, int columns) {
        int stride = Rows.padded(columns);
        return new Activation(
                new Matrix(memory, 0, rows, columns, stride, false),
                new Rows(memory.slice(0, length(rows, columns)), rows, columns, stride));
    }

    /** The floats that {@code rows} x {@code columns} take with their padding. */
    static long length(int rows, int columns) {
        return Math.multiplyExact((long) rows, Rows.padded(columns));
    }

    /** The same memory, the first {@code rows} rows and {@code columns} columns of it. */
    Activation corner(int rows, int columns) {
        return new Activation(
                matrix.block(0, rows, 0, columns), new Rows(this.rows.floats(), rows, columns, this.rows.stride()));
    }

    /** {@code count} rows of it from {@code from} on, in the same memory. */
    Activation rowsFrom(int from, int count) {
        return new Activation(matrix.block(from, count, 0, matrix.columns()), rows.rows(from, from + count));
    }
}
