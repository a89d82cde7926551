package dev.perennial.training.kernel;

/**
 * A matrix over flat memory, row-major, perhaps a block of a wider one, perhaps to be read transposed: what {@link Gemm} multiplies.
 *
 * @param rows as stored
 * @param columns as stored
 * @param stride floats from one stored row to the next
 */
record Matrix(FloatMemory memory, long offset, int rows, int columns, int stride, boolean isTransposed) {

    static Matrix of(FloatMemory memory, long offset, int rows, int columns) {
        return new Matrix(memory, offset, rows, columns, columns, false);
    }

    Matrix transposed() {
        return new Matrix(memory, offset, rows, columns, stride, !isTransposed);
    }

    /** {@code rows x columns} from {@code (row, column)} on, of an untransposed matrix. */
    Matrix block(int row, int rows, int column, int columns) {
        return new Matrix(memory, offset + (long) row * stride + column, rows, columns, stride, false);
    }

    /** Rows {@code [from, to)} of the matrix as multiplied. */
    Matrix across(int from, int to) {
        return isTransposed
                ? new Matrix(memory, offset + from, rows, to - from, stride, true)
                : block(from, to - from, 0, columns);
    }

    /** Rows of the matrix as multiplied. */
    int height() {
        return isTransposed ? columns : rows;
    }

    /** Columns of the matrix as multiplied. */
    int width() {
        return isTransposed ? rows : columns;
    }
}
