package dev.perennial.training.model;

import static dev.perennial.training.model.TensorNames.ATTENTION_NORM;
import static dev.perennial.training.model.TensorNames.ATTENTION_OUTPUT;
import static dev.perennial.training.model.TensorNames.FEED_FORWARD_INPUT;
import static dev.perennial.training.model.TensorNames.FEED_FORWARD_NORM;
import static dev.perennial.training.model.TensorNames.FEED_FORWARD_OUTPUT;
import static dev.perennial.training.model.TensorNames.FINAL_NORM;
import static dev.perennial.training.model.TensorNames.INPUT_EMBEDDING;
import static dev.perennial.training.model.TensorNames.OUTPUT_EMBEDDING;
import static dev.perennial.training.model.TensorNames.QUERY_KEY_VALUE;
import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.inLayer;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model's tensors one after another in a single float vector, in Hugging Face's names, shapes and element order, so that a
 * checkpoint is that vector with a header before it.
 *
 * <p>Matrices are {@code [outputs, inputs]}. The rows of {@code query_key_value} are grouped by head: query, key, value of head 0,
 * then of head 1, and so on.
 */
public final class ParameterLayout {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private long total;

    private ParameterLayout(GptNeoX model) {
        int width = model.width();
        append(INPUT_EMBEDDING, model.vocabulary(), width);
        for (int layer = 0; layer < model.layers(); layer++) {
            appendNorm(inLayer(layer, ATTENTION_NORM), width);
            appendNorm(inLayer(layer, FEED_FORWARD_NORM), width);
            appendLinear(inLayer(layer, QUERY_KEY_VALUE), 3 * width, width);
            appendLinear(inLayer(layer, ATTENTION_OUTPUT), width, width);
            appendLinear(inLayer(layer, FEED_FORWARD_INPUT), 4 * width, width);
            appendLinear(inLayer(layer, FEED_FORWARD_OUTPUT), width, 4 * width);
        }
        appendNorm(FINAL_NORM, width);
        append(OUTPUT_EMBEDDING, model.vocabulary(), width);
    }

    public static ParameterLayout of(GptNeoX model) {
        return new ParameterLayout(model);
    }

    /** All tensors in the order of the flat vector. */
    public List<Tensor> tensors() {
        return List.copyOf(tensors.values());
    }

    public Collection<String> names() {
        return List.copyOf(tensors.keySet());
    }

    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new PerennialException(
                    ErrorCode.DEFECT,
                    "Cannot find a tensor: got '" + name + "', expected one of " + tensors.keySet() + ".");
        }
        return tensor;
    }

    /** Elements of the flat vector: the number of parameters. */
    public long total() {
        return total;
    }

    private void appendLinear(String part, int outputs, int inputs) {
        append(weight(part), outputs, inputs);
        append(bias(part), outputs);
    }

    private void appendNorm(String part, int width) {
        append(weight(part), width);
        append(bias(part), width);
    }

    private void append(String name, Integer... shape) {
        long length = 1;
        for (int size : shape) {
            length = Math.multiplyExact(length, (long) size);
        }
        tensors.put(name, new Tensor(name, List.of(shape), total, length, shape.length == 2));
        total = Math.addExact(total, length);
    }
}
