package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.Rows;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.nio.ByteBuffer;

/** The model's tensors by name, over one flat memory of parameters or gradients. */
final class TensorViews {
    private final ParameterLayout layout;
    private final FloatMemory memory;

    TensorViews(ParameterLayout layout, FloatMemory memory) {
        this.layout = layout;
        this.memory = memory;
    }

    Matrix matrix(String name) {
        Tensor tensor = layout.tensor(name);
        return Matrix.of(memory, tensor.offset(), tensor.rows(), tensor.columns());
    }

    ByteBuffer floats(String name) {
        Tensor tensor = layout.tensor(name);
        return memory.slice(tensor.offset(), tensor.length());
    }

    /** A copy of a vector, padded with zeros as the kernels need it. */
    float[] vector(String name) {
        int length = (int) layout.tensor(name).length();
        float[] values = new float[Rows.padded(length)];
        floats(name).asFloatBuffer().get(values, 0, length);
        return values;
    }

    /** Zeros to accumulate the gradient of the vector {@code name} in. */
    float[] zeros(String name) {
        return new float[Rows.padded((int) layout.tensor(name).length())];
    }

    void write(String name, float[] values) {
        floats(name).asFloatBuffer().put(values, 0, (int) layout.tensor(name).length());
    }

    void clear(String name) {
        Tensor tensor = layout.tensor(name);
        memory.part(tensor.offset(), tensor.length()).clear();
    }
}
