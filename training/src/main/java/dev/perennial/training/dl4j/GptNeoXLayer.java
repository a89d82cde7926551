package dev.perennial.training.dl4j;

import dev.perennial.training.kernel.Batch;
import dev.perennial.training.kernel.KernelBackend;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The model at work in DL4J: loss and gradient in one call to the {@link KernelBackend}, clipped by the norm of the whole gradient.
 *
 * <p>DL4J's own clipping is not used: it sums squares in single precision, which falls short from millions of parameters on.
 */
public final class GptNeoXLayer extends BaseLayer<GptNeoXLayerConfiguration> implements IOutputLayer {
    private static final long serialVersionUID = 1;

    private transient KernelBackend backend;
    private transient INDArray labels;
    private transient Batch prepared;
    private transient double loss;
    private transient double gradientNorm;
    private transient boolean lossIsOfThisInput;
    private transient boolean clippedByUpdater;
    private transient float clipping = 1;
    private transient double limit = Double.NaN;

    GptNeoXLayer(NeuralNetConfiguration configuration, DataType type) {
        super(configuration, type);
    }

    /** The norm of the last gradient, before clipping. */
    double gradientNorm() {
        return gradientNorm;
    }

    /** What the next gradient is of, with the masks that DL4J has no place for; its ids and labels are those that DL4J gives. */
    void prepare(Batch batch) {
        prepared = batch;
    }

    /** A loss above it, or a gradient that is not finite, ends DL4J's fit before the update; NaN lets everything pass. */
    void refuseAbove(double largestLoss) {
        limit = largestLoss;
    }

    /** Opened once DL4J has set its views of parameters and gradients. */
    KernelBackend backend() {
        if (backend == null) {
            backend = layerConf().backend().open(layerConf().model(), paramsFlattened, gradientsFlattened);
        }
        return backend;
    }

    /** Frees the backend's working memory; it opens again when it is needed. */
    @Override
    public void close() {
        if (backend != null) {
            backend.close();
            backend = null;
        }
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
        super.setBackpropGradientsViewArray(gradients);
        close();
    }

    @Override
    public void setParamsViewArray(INDArray parameters) {
        super.setParamsViewArray(parameters);
        close();
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        Batch batch = prepared == null ? Batch.plain(ints(input), ints(labels), (int) input.size(0)) : prepared;
        prepared = null;
        loss = backend().lossAndGradient(batch);
        clip();
        if (!Double.isNaN(limit) && !(loss <= limit && Double.isFinite(gradientNorm))) {
            throw new StepRefused(loss);
        }
        lossIsOfThisInput = true;
        Gradient gradient = new DefaultGradient(gradientsFlattened);
        for (Map.Entry<String, INDArray> view : gradientViews.entrySet()) {
            gradient.gradientForVariable().put(view.getKey(), view.getValue());
        }
        return new Pair<>(gradient, null);
    }

    private void clip() {
        double largest = layerConf().clip();
        if (clippedByUpdater) {
            gradientNorm = backend().gradientNorm();
            clipping = gradientNorm > largest ? (float) (largest / gradientNorm) : 1;
        } else {
            gradientNorm = backend().clipGradient(largest);
        }
    }

    /** From now on the updater multiplies the gradient by {@link #clipping}, in the pass that it makes anyhow. */
    void leaveClippingToUpdater() {
        clippedByUpdater = true;
    }

    /** What the last gradient is still to be multiplied by. */
    float clipping() {
        return clipping;
    }

    /** The mean loss in nats; DL4J asks for it after the gradient, which has computed it already. */
    @Override
    public double computeScore(double regularization, boolean training, LayerWorkspaceMgr workspaces) {
        if (!training || !lossIsOfThisInput) {
            float[] nats = new float[(int) input.length()];
            backend().losses(ints(input), ints(labels), (int) input.size(0), nats);
            double sum = 0;
            for (float nat : nats) {
                sum += nat;
            }
            loss = sum / nats.length;
        }
        lossIsOfThisInput = false;
        score = loss;
        return loss;
    }

    /** The mean loss in nats of each sequence, {@code [batch, 1]}. */
    @Override
    public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
        float[] nats = new float[(int) input.length()];
        backend().losses(ints(input), ints(labels), (int) input.size(0), nats);
        return Nd4j.createFromArray(nats)
                .reshape('c', input.size(0), input.size(1))
                .mean(true, 1);
    }

    private static int[] ints(INDArray array) {
        return array.dup('c').data().asInt();
    }

    @Override
    public double calcRegularizationScore(boolean backpropOnly) {
        return 0;
    }

    @Override
    public boolean needsLabels() {
        return true;
    }

    @Override
    public void setLabels(INDArray labels) {
        this.labels = labels;
        lossIsOfThisInput = false;
    }

    @Override
    public INDArray getLabels() {
        return labels;
    }

    @Override
    @SuppressWarnings("deprecation") // DL4J's interface still demands it
    public int numLabels() {
        return layerConf().model().vocabulary();
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clear() {
        super.clear();
        labels = null;
    }

    @Override
    public void clearNoiseWeightParams() {
        // The layer has no weight noise.
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        throw unsupported("give its activations: logits of a whole batch never exist");
    }

    @Override
    public double f1Score(DataSet examples) {
        throw unsupported("classify");
    }

    @Override
    public double f1Score(INDArray examples, INDArray labels) {
        throw unsupported("classify");
    }

    @Override
    public int[] predict(INDArray examples) {
        throw unsupported("classify");
    }

    @Override
    public List<String> predict(DataSet examples) {
        throw unsupported("classify");
    }

    @Override
    public void fit(DataSetIterator iterator) {
        throw unsupported("train alone; use the graph");
    }

    @Override
    public void fit(INDArray examples, INDArray labels) {
        throw unsupported("train alone; use the graph");
    }

    @Override
    public void fit(DataSet examples) {
        throw unsupported("train alone; use the graph");
    }

    @Override
    public void fit(INDArray examples, int[] labels) {
        throw unsupported("train alone; use the graph");
    }

    private static UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("a language model's layer cannot " + what);
    }
}
