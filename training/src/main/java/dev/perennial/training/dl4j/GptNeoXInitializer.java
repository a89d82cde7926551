package dev.perennial.training.dl4j;

import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.kernel.Nd4jTensors;
import dev.perennial.training.model.Initialisation;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tells DL4J which tensors the flat vector holds: {@link ParameterLayout}, with decayed tensors as its weights, all others as its biases. */
enum GptNeoXInitializer implements ParamInitializer {
    INSTANCE;

    @Override
    public long numParams(NeuralNetConfiguration configuration) {
        return numParams(configuration.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return layout(layer).total();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return layout(layer).tensors().stream().map(GptNeoXInitializer::key).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return layout(layer).tensors().stream()
                .filter(Tensor::decayed)
                .map(GptNeoXInitializer::key)
                .toList();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return layout(layer).tensors().stream()
                .filter(tensor -> !tensor.decayed())
                .map(GptNeoXInitializer::key)
                .toList();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return layout(layer).tensor(key.replace('-', '_')).decayed();
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return !isWeightParam(layer, key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration configuration, INDArray flat, boolean initialise) {
        GptNeoXLayerConfiguration layer = (GptNeoXLayerConfiguration) configuration.getLayer();
        ParameterLayout layout = layout(layer);
        layout.tensors().forEach(tensor -> configuration.addVariable(key(tensor)));
        if (initialise) {
            Initialisation initialisation = new Initialisation(layer.model(), layer.seed());
            FloatMemory memory = FloatMemory.of(flat);
            layout.tensors().parallelStream()
                    .forEach(tensor -> initialisation.write(
                            tensor,
                            memory.slice(tensor.offset(), tensor.length()).asFloatBuffer()));
        }
        return Collections.synchronizedMap(views(layout, flat));
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray flat) {
        return views(layout(configuration.getLayer()), flat);
    }

    private static Map<String, INDArray> views(ParameterLayout layout, INDArray flat) {
        Map<String, INDArray> byName = Nd4jTensors.views(layout, flat);
        Map<String, INDArray> byKey = new LinkedHashMap<>();
        layout.tensors().forEach(tensor -> byKey.put(key(tensor), byName.get(tensor.name())));
        return byKey;
    }

    /** The tensor's name for DL4J, which takes the last underscore of a key for the end of the layer's name. */
    private static String key(Tensor tensor) {
        return tensor.name().replace('_', '-');
    }

    private static ParameterLayout layout(Layer layer) {
        return ((GptNeoXLayerConfiguration) layer).layout();
    }
}
