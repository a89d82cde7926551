package dev.perennial.training.dl4j;

import dev.perennial.conf.Seed;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/** Builds the DL4J graph that trains a model: integer ids in, integer labels in, the model as its only layer. */
public final class ModelGraph {
    static final String INPUT = "ids";
    static final String LAYER = "model";

    private ModelGraph() {}

    /**
     * A graph with initial values.
     *
     * @param rate the learning rate of an iteration; Adam's bias correction counts the same iterations
     * @param initialisation the seed of the initial values
     */
    public static ComputationGraph create(
            GptNeoX model, AdamW optimizer, ISchedule rate, Seed initialisation, Backend backend) {
        ComputationGraphConfiguration configuration = configuration(model, optimizer, rate, initialisation, backend);
        return switch (backend) {
            case CPU -> OnePassGraph.create(configuration, optimizer, rate, ParameterLayout.of(model));
            case ND4J -> {
                ComputationGraph graph = new ComputationGraph(configuration);
                graph.init();
                graph.initGradientsView();
                yield graph;
            }
        };
    }

    /** The same graph without memory, for DL4J's Spark classes on the driver: there it is looked at and never run. */
    public static ComputationGraph describe(
            GptNeoX model, AdamW optimizer, ISchedule rate, Seed initialisation, Backend backend) {
        return new ComputationGraph(configuration(model, optimizer, rate, initialisation, backend)) {
            private static final long serialVersionUID = 1;

            @Override
            public void init() {
                // Parameters are the executors'.
            }

            @Override
            public void incrementEpochCount() {
                // It would count in the layers, which are the executors' too.
            }
        };
    }

    static ComputationGraphConfiguration configuration(
            GptNeoX model, AdamW optimizer, ISchedule rate, Seed initialisation, Backend backend) {
        GptNeoXLayerConfiguration layer =
                GptNeoXLayerConfiguration.of(model, initialisation, optimizer.clip(), optimizer.weightDecay(), backend);
        return new NeuralNetConfiguration.Builder()
                .seed(initialisation.value())
                .dataType(DataType.FLOAT)
                // Gradients are means over tokens already; DL4J would divide by the batch once more.
                .miniBatch(false)
                .updater(adam(optimizer, rate, backend))
                .graphBuilder()
                .addInputs(INPUT)
                .addLayer(LAYER, layer, INPUT)
                .setOutputs(LAYER)
                .build();
    }

    /** The fused updater works on memory of the CPU; what may run elsewhere takes ND4J's own. */
    private static IUpdater adam(AdamW optimizer, ISchedule rate, Backend backend) {
        return switch (backend) {
            case CPU -> new AdamConfiguration(optimizer, rate);
            case ND4J ->
                Adam.builder()
                        .learningRateSchedule(rate)
                        .beta1(optimizer.beta1())
                        .beta2(optimizer.beta2())
                        .epsilon(optimizer.epsilon())
                        .build();
        };
    }
}
