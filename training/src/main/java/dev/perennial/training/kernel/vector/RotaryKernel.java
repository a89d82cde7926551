package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.single;

import java.nio.ByteBuffer;

/**
 * Rotary positions (Su et al. 2021) on the leading dimensions of each query and key, as Hugging Face's {@code rotate_half}: dimension i
 * is paired with i + rotated/2. Rows hold, head by head, query, key and value.
 */
public final class RotaryKernel {
    private final int context;
    private final int heads;
    private final int headSize;
    private final int half;
    private final float[] cosines;
    private final float[] sines;

    /** Tables {@code [context, rotated/2]} of the angles {@code position * base^(-2i/rotated)}. */
    public RotaryKernel(int context, int heads, int headSize, int rotated, double base) {
        this.context = context;
        this.heads = heads;
        this.headSize = headSize;
        this.half = rotated / 2;
        this.cosines = new float[context * half];
        this.sines = new float[context * half];
        for (int position = 0; position < context; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * StrictMath.pow(base, -2.0 * i / rotated);
                cosines[position * half + i] = (float) StrictMath.cos(angle);
                sines[position * half + i] = (float) StrictMath.sin(angle);
            }
        }
    }

    /** Adds the padded bias to {@code queryKeyValue} {@code [batch*context, 3*width]} and rotates queries and keys, in place, of rows [from, to). */
    public void forward(Rows queryKeyValue, int from, int to, float[] bias) {
        RowKernel.addBias(queryKeyValue.rows(from, to), bias);
        rotate(queryKeyValue, from, to, 1);
    }

    /** Rotates rows [from, to) of the gradients back, in place. */
    public void backward(Rows gradient, int from, int to) {
        rotate(gradient, from, to, -1);
    }

    /** Scalar: a quarter of a small head is less than one vector, and vectors of a second length slow down all kernels of a JVM. */
    private void rotate(Rows rows, int from, int to, float direction) {
        ByteBuffer floats = rows.floats();
        for (int row = from; row < to; row++) {
            int angle = row % context * half;
            for (int head = 0; head < heads; head++) {
                int query = rows.start(row) + 3 * head * headSize;
                rotate(floats, query, angle, direction);
                rotate(floats, query + headSize, angle, direction);
            }
        }
    }

    private void rotate(ByteBuffer floats, int start, int angle, float direction) {
        for (int i = 0; i < half; i++) {
            float cosine = cosines[angle + i];
            float sine = direction * sines[angle + i];
            float first = single(floats, start + i);
            float second = single(floats, start + half + i);
            single(floats, start + i, first * cosine - second * sine);
            single(floats, start + half + i, second * cosine + first * sine);
        }
    }
}
