package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.accumulate;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.single;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.nio.ByteBuffer;

/** Plain sums over rows: biases forward, their gradients back, and the embedding. */
public final class RowKernel {

    private RowKernel() {}

    /** {@code output = input + bias + otherBias}, row by row; the vectors are padded with zeros. */
    public static void addBiases(Rows input, float[] bias, float[] otherBias, Rows output) {
        for (int row = 0; row < input.count(); row++) {
            int start = input.start(row);
            int target = output.start(row);
            for (int i = 0; i < input.end(); i += COUNT) {
                store(
                        load(input.floats(), start + i).add(load(bias, i)).add(load(otherBias, i)),
                        output.floats(),
                        target + i);
            }
        }
    }

    /** {@code output = input + first + second}, row by row. */
    public static void add(Rows input, Rows first, Rows second, Rows output) {
        for (int row = 0; row < input.count(); row++) {
            for (int i = 0; i < input.end(); i += COUNT) {
                store(
                        load(input.floats(), input.start(row) + i)
                                .add(load(first.floats(), first.start(row) + i))
                                .add(load(second.floats(), second.start(row) + i)),
                        output.floats(),
                        output.start(row) + i);
            }
        }
    }

    public static void copy(Rows input, Rows output) {
        for (int row = 0; row < input.count(); row++) {
            for (int i = 0; i < input.end(); i += COUNT) {
                store(load(input.floats(), input.start(row) + i), output.floats(), output.start(row) + i);
            }
        }
    }

    public static void addBias(Rows rows, float[] bias) {
        for (int row = 0; row < rows.count(); row++) {
            int start = rows.start(row);
            for (int i = 0; i < rows.end(); i += COUNT) {
                store(load(rows.floats(), start + i).add(load(bias, i)), rows.floats(), start + i);
            }
        }
    }

    /** Multiplies row r by {@code factors[r]}. */
    public static void scale(Rows rows, float[] factors) {
        for (int row = 0; row < rows.count(); row++) {
            int start = rows.start(row);
            for (int i = 0; i < rows.end(); i += COUNT) {
                store(load(rows.floats(), start + i).mul(factors[row]), rows.floats(), start + i);
            }
        }
    }

    /** Adds each column's sum to {@code sums}: the gradient of a bias. */
    public static void addColumnSums(Rows rows, float[] sums) {
        for (int row = 0; row < rows.count(); row++) {
            int start = rows.start(row);
            for (int i = 0; i < rows.end(); i += COUNT) {
                accumulate(load(rows.floats(), start + i), sums, i);
            }
        }
    }

    /** Copies row {@code ids[r]} of the unpadded {@code table} to row r, of rows [from, to). */
    public static void gather(ByteBuffer table, int[] ids, int from, int to, Rows output) {
        int bytes = output.width() * Float.BYTES;
        for (int row = from; row < to; row++) {
            output.floats().put(output.start(row) * Float.BYTES, table, ids[row] * bytes, bytes);
        }
    }

    /** Adds columns [from, to) of row r to row {@code ids[r]} of the unpadded {@code table}, in order of r: it fixes the sum's bits. */
    public static void scatterAdd(Rows gradient, int[] ids, ByteBuffer table, int from, int to) {
        int width = gradient.width();
        int whole = from + (to - from) / COUNT * COUNT;
        for (int row = 0; row < gradient.count(); row++) {
            int start = gradient.start(row);
            int target = ids[row] * width;
            int i = from;
            for (; i < whole; i += COUNT) {
                store(load(table, target + i).add(load(gradient.floats(), start + i)), table, target + i);
            }
            for (; i < to; i++) {
                single(table, target + i, single(table, target + i) + single(gradient.floats(), start + i));
            }
        }
    }
}
