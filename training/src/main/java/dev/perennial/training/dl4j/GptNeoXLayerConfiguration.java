package dev.perennial.training.dl4j;

import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonIgnore;

/**
 * The whole model as one DL4J layer, so that DL4J's own configuration, serialisation and Spark machinery carry it. Its JSON holds
 * scalars only.
 *
 * <p>Input and labels are integer arrays {@code [batch, context]}; the output, logits, never exists as an array.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
public final class GptNeoXLayerConfiguration extends BaseLayer {
    private static final long serialVersionUID = 1;

    private int vocabulary;
    private int blocks;
    private int width;
    private int heads;
    private int context;
    private long rotaryNumerator;
    private long rotaryDenominator;
    private double rotaryBase;
    private double normEpsilon;
    private long seed;
    private double clip;
    private Backend backend;

    /** Built once: DL4J asks for a tensor's kind by name in every step. */
    @JsonIgnore
    private transient ParameterLayout layout;

    /** For DL4J's JSON reader. */
    GptNeoXLayerConfiguration() {}

    private GptNeoXLayerConfiguration(Builder builder) {
        super(builder);
        vocabulary = builder.model.vocabulary();
        blocks = builder.model.layers();
        width = builder.model.width();
        heads = builder.model.heads();
        context = builder.model.context();
        rotaryNumerator = builder.model.rotary().numerator();
        rotaryDenominator = builder.model.rotary().denominator();
        rotaryBase = builder.model.rotaryBase();
        normEpsilon = builder.model.normEpsilon();
        seed = builder.seed.value();
        clip = builder.clip;
        backend = builder.backend;
        initializeConstraints(builder);
    }

    /**
     * @param seed of the initial values
     * @param clip the largest gradient norm
     * @param weightDecay decoupled, of matrices only
     */
    static GptNeoXLayerConfiguration of(GptNeoX model, Seed seed, double clip, double weightDecay, Backend backend) {
        return new Builder(model, seed, clip, weightDecay, backend).build();
    }

    GptNeoX model() {
        Share rotary = new Share(rotaryNumerator, rotaryDenominator);
        return new GptNeoX(vocabulary, blocks, width, heads, context, rotary, rotaryBase, normEpsilon);
    }

    ParameterLayout layout() {
        if (layout == null) {
            layout = ParameterLayout.of(model());
        }
        return layout;
    }

    Seed seed() {
        return Seed.of(seed);
    }

    double clip() {
        return clip;
    }

    Backend backend() {
        return backend;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        GptNeoXLayer layer = new GptNeoXLayer(configuration, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(configuration, parameters, initialise));
        layer.setConf(configuration);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return GptNeoXInitializer.INSTANCE;
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return InputType.recurrent(vocabulary);
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        // The vocabulary and the context are the model's, not the input's.
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public boolean isPretrainParam(String name) {
        return false;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        return null;
    }

    private static final class Builder extends BaseLayer.Builder<Builder> {
        private final GptNeoX model;
        private final Seed seed;
        private final double clip;
        private final Backend backend;

        Builder(GptNeoX model, Seed seed, double clip, double weightDecay, Backend backend) {
            this.model = model;
            this.seed = seed;
            this.clip = clip;
            this.backend = backend;
            this.regularization =
                    weightDecay == 0 ? List.<Regularization>of() : List.of(new WeightDecay(weightDecay, true));
            this.regularizationBias = List.of();
        }

        @Override
        @SuppressWarnings("unchecked") // DL4J lets the caller choose the type
        public <E extends Layer> E build() {
            return (E) new GptNeoXLayerConfiguration(this);
        }
    }
}
