package dev.perennial.training.model;

import java.util.List;

/**
 * A named tensor within the flat parameter vector, row-major.
 *
 * @param name Hugging Face's name
 * @param shape {@code [rows, columns]} of a matrix, {@code [length]} of a vector
 * @param offset its first element in the flat vector
 * @param length its number of elements
 * @param decayed whether weight decay applies: to matrices, neither to biases nor to norms
 */
public record Tensor(String name, List<Integer> shape, long offset, long length, boolean decayed) {

    public Tensor {
        shape = List.copyOf(shape);
    }

    public boolean isMatrix() {
        return shape.size() == 2;
    }

    public int rows() {
        return isMatrix() ? shape.get(0) : 1;
    }

    public int columns() {
        return shape.get(shape.size() - 1);
    }
}
