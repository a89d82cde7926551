package dev.perennial.training.dl4j;

import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.kernel.Parallel;
import dev.perennial.training.kernel.vector.AdamKernel;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.Solver;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.StepFunction;
import org.deeplearning4j.optimize.solvers.StochasticGradientDescent;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A graph whose solver takes a step of AdamW in one pass over parameters, gradient and moments, on all threads of a task: with the bits
 * of DL4J's own, which passes over them for clipping, for the moments, for the decay, tensor by tensor, and for the step.
 */
final class OnePassGraph extends ComputationGraph {
    private static final long serialVersionUID = 1;

    private final AdamW optimizer;
    private final transient ISchedule rate;
    private final transient ParameterLayout layout;

    private OnePassGraph(
            ComputationGraphConfiguration configuration, AdamW optimizer, ISchedule rate, ParameterLayout layout) {
        super(configuration);
        this.optimizer = optimizer;
        this.rate = rate;
        this.layout = layout;
    }

    /** The graph with memory for its parameters, gradient and moments. */
    static OnePassGraph create(
            ComputationGraphConfiguration configuration, AdamW optimizer, ISchedule rate, ParameterLayout layout) {
        OnePassGraph graph = new OnePassGraph(configuration, optimizer, rate, layout);
        graph.init();
        graph.initGradientsView();
        graph.createSolver();
        return graph;
    }

    private void createSolver() {
        GptNeoXLayer layer = (GptNeoXLayer) getLayer(ModelGraph.LAYER);
        layer.leaveClippingToUpdater();
        ConvexOptimizer descent = new StochasticGradientDescent(conf(), new NoStep(), getListeners(), this);
        descent.setUpdaterComputationGraph(new OnePassUpdater(layer));
        solver = new Solver() {
            @Override
            public ConvexOptimizer getOptimizer() {
                return descent;
            }
        };
    }

    /** The updater has moved the parameters already. */
    private static final class NoStep implements StepFunction {
        private static final long serialVersionUID = 1;

        @Override
        public void step(INDArray parameters, INDArray update, double factor) {
            throw new UnsupportedOperationException("a step is whole");
        }

        @Override
        public void step(INDArray parameters, INDArray update) {
            // Nothing is left to do.
        }

        @Override
        public void step() {
            throw new UnsupportedOperationException("a step has parameters");
        }
    }

    /** Holds the moments as DL4J's does, and takes the step. */
    private final class OnePassUpdater extends ComputationGraphUpdater {
        private final transient GptNeoXLayer layer;

        OnePassUpdater(GptNeoXLayer layer) {
            super(OnePassGraph.this);
            this.layer = layer;
        }

        @Override
        public synchronized void update(
                Gradient gradient, int iteration, int epoch, int batch, LayerWorkspaceMgr workspaces) {
            double current = rate.valueAt(iteration, epoch);
            AdamKernel kernel =
                    AdamKernel.of(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon(), current, iteration + 1);
            FloatMemory moments = FloatMemory.of(getStateViewArray());
            long length = layout.total();
            List<ByteBuffer> gradients = FloatMemory.of(gradient.gradient()).slices();
            List<ByteBuffer> parameters = FloatMemory.of(params()).slices();
            List<ByteBuffer> firsts = moments.part(0, length).slices();
            List<ByteBuffer> seconds = moments.part(length, length).slices();
            float clipping = layer.clipping();
            float decay = (float) (optimizer.weightDecay() * current);
            long start = 0;
            for (int slice = 0; slice < gradients.size(); slice++) {
                ByteBuffer g = gradients.get(slice);
                ByteBuffer first = firsts.get(slice);
                ByteBuffer second = seconds.get(slice);
                ByteBuffer p = parameters.get(slice);
                long offset = start;
                Parallel.floats(g.capacity() / Float.BYTES, (from, to) -> {
                    for (Tensor tensor : layout.tensors()) {
                        long begin = Math.max(from, tensor.offset() - offset);
                        long end = Math.min(to, tensor.offset() + tensor.length() - offset);
                        if (begin < end) {
                            kernel.step(
                                    g,
                                    clipping,
                                    first,
                                    second,
                                    p,
                                    (int) begin,
                                    (int) end,
                                    tensor.decayed() ? decay : 0);
                        }
                    }
                });
                start += FloatMemory.LARGEST_SLICE;
            }
        }
    }
}
