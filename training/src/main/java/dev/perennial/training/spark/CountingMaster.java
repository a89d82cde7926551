package dev.perennial.training.spark;

import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;

/**
 * DL4J's ParameterAveragingTrainingMaster with its counter mended: the iteration count is not copied with a graph's configuration, so its
 * workers began every round at 0, with the first learning rate and the first bias correction of Adam.
 */
final class CountingMaster extends ParameterAveragingTrainingMaster {

    CountingMaster(int workers, int batch, int steps) {
        super(new Builder(workers, batch)
                .batchSizePerWorker(batch)
                .averagingFrequency(steps)
                .workerPrefetchNumBatches(0)
                .saveUpdater(true)
                // A partition is a virtual worker's window.
                .repartionData(Repartition.Never)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .collectTrainingStats(false));
    }

    @Override
    public ParameterAveragingTrainingWorker getWorkerInstance(SparkComputationGraph spark) {
        ComputationGraph graph = spark.getNetwork();
        Broadcast<NetBroadcastTuple> model = spark.getSparkContext()
                .broadcast(new NetBroadcastTuple(
                        graph.getConfiguration(),
                        graph.params(),
                        graph.getUpdater().getStateViewArray()));
        WorkerConfiguration configuration = new WorkerConfiguration(
                true, rddDataSetNumExamples, batchSizePerWorker, averagingFrequency, prefetchNumBatches, false);
        return new CountingWorker(model, configuration, graph.getIterationCount());
    }

    private static final class CountingWorker extends ParameterAveragingTrainingWorker {
        private static final long serialVersionUID = 1L;

        private final int iteration;

        CountingWorker(Broadcast<NetBroadcastTuple> model, WorkerConfiguration configuration, int iteration) {
            super(model, true, configuration, null, null, null);
            this.iteration = iteration;
        }

        @Override
        public ComputationGraph getInitialModelGraph() {
            ComputationGraph graph = super.getInitialModelGraph();
            graph.getConfiguration().setIterationCount(iteration);
            return graph;
        }
    }
}
