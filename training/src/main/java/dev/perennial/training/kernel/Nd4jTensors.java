package dev.perennial.training.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The model's tensors as views of one flat ND4J vector. */
public final class Nd4jTensors {

    private Nd4jTensors() {}

    /** All tensors by name, in the layout's order: matrices {@code [rows, columns]}, vectors {@code [length]}. */
    public static Map<String, INDArray> views(ParameterLayout layout, INDArray flat) {
        INDArray vector = flat.reshape(flat.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        for (Tensor tensor : layout.tensors()) {
            INDArray view = vector.get(interval(tensor.offset(), tensor.offset() + tensor.length()));
            views.put(tensor.name(), tensor.isMatrix() ? view.reshape('c', tensor.rows(), tensor.columns()) : view);
        }
        return views;
    }
}
