package dev.perennial.training.dl4j;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * One copy of a model in training: a DL4J graph behind typed steps, with its parameters and Adam's moments as flat memory in the order
 * of {@link ParameterLayout}, for averaging and checkpoints. One thread at a time.
 */
public final class Replica implements AutoCloseable {
    private final GptNeoX model;
    private final ComputationGraph graph;
    private final GptNeoXLayer layer;
    private final FloatMemory parameters;
    private final FloatMemory moments;

    private Replica(GptNeoX model, ComputationGraph graph) {
        this.model = model;
        this.graph = graph;
        this.layer = (GptNeoXLayer) graph.getLayer(ModelGraph.LAYER);
        this.parameters = FloatMemory.of(graph.params());
        this.moments = FloatMemory.of(moments(graph));
    }

    /** A replica with initial values; checkpoints are written over {@link #parameters} and the moments. */
    public static Replica create(GptNeoX model, AdamW optimizer, ISchedule rate, Seed initialisation, Backend backend) {
        return new Replica(model, ModelGraph.create(model, optimizer, rate, initialisation, backend));
    }

    /** Adam's state as DL4J holds it: one block, all first moments, then all second ones. */
    private static INDArray moments(ComputationGraph graph) {
        INDArray state = graph.getUpdater(true).getStateViewArray();
        if (state == null || state.length() != 2 * graph.numParams()) {
            throw new PerennialException(
                    ErrorCode.DEFECT,
                    "Cannot find Adam's moments: got " + (state == null ? 0 : state.length())
                            + " floats of state, expected " + 2 * graph.numParams() + " in one block.");
        }
        return state;
    }

    public GptNeoX model() {
        return model;
    }

    /** The graph itself, for DL4J's listeners and training masters. */
    public ComputationGraph graph() {
        return graph;
    }

    /**
     * One AdamW step.
     *
     * @return the mean loss in nats before the step; it is not finite when the step has diverged
     */
    public double step(Batch batch) {
        layer.prepare(batch);
        graph.fit(
                new INDArray[] {array(batch.ids(), batch.sequences())},
                new INDArray[] {array(batch.labels(), batch.sequences())});
        return graph.score();
    }

    /**
     * What became of a step.
     *
     * @param loss in nats, before it
     * @param taken or refused, and then parameters and moments are as before
     */
    public record Attempt(double loss, boolean taken) {}

    /** A step that is refused where its loss is above the limit or not a number; it counts as an iteration all the same. */
    public Attempt attempt(Batch batch, double limit) {
        int iteration = iteration();
        layer.refuseAbove(limit);
        try {
            return new Attempt(step(batch), true);
        } catch (StepRefused refused) {
            graph.clear();
            setIteration(iteration + 1);
            return new Attempt(refused.loss(), false);
        } finally {
            layer.refuseAbove(Double.NaN);
        }
    }

    /** The same of a {@link Batch#plain} batch. */
    public double step(int[] ids, int[] labels, int sequences) {
        return step(Batch.plain(ids, labels, sequences));
    }

    /** The norm of the last step's gradient, before clipping. */
    public double gradientNorm() {
        return layer.gradientNorm();
    }

    /** Writes the loss in nats of each token to {@code nats}; leaves parameters and moments as they are. */
    public void losses(int[] ids, int[] labels, int batch, float[] nats) {
        layer.backend().losses(ids, labels, batch, nats);
    }

    /** Steps taken: the position in the schedule and in Adam's bias correction. */
    public int iteration() {
        return graph.getIterationCount();
    }

    public void setIteration(int iteration) {
        graph.getConfiguration().setIterationCount(iteration);
    }

    public FloatMemory parameters() {
        return parameters;
    }

    public FloatMemory firstMoments() {
        return moments.part(0, parameters.length());
    }

    public FloatMemory secondMoments() {
        return moments.part(parameters.length(), parameters.length());
    }

    /** Forgets the moments and counts iterations from 0 again. */
    public void resetOptimizer() {
        moments.clear();
        setIteration(0);
    }

    /** Frees all memory at once; parameters and moments must not be touched any more. */
    @Override
    public void close() {
        layer.close();
        graph.close();
    }

    private INDArray array(int[] tokens, int batch) {
        return Nd4j.createFromArray(tokens).reshape('c', batch, model.context());
    }
}
