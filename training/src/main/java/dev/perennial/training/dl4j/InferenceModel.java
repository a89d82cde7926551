package dev.perennial.training.dl4j;

import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.kernel.KernelBackend;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** The weights of a checkpoint, loaded to compute losses and nothing else: no gradients, no optimizer. */
public final class InferenceModel implements AutoCloseable {
    private final SharedWeights weights;
    private final KernelBackend kernels;
    private final Checkpoint first;

    private InferenceModel(SharedWeights weights, KernelBackend kernels, Checkpoint first) {
        this.weights = weights;
        this.first = first;
        this.kernels = kernels;
    }

    public static InferenceModel load(Checkpoint checkpoint, Configuration hadoop, Backend backend) {
        return average(List.of(checkpoint), hadoop, backend);
    }

    /** One model whose weights are the mean of the checkpoints' weights; they must be of one shape. */
    public static InferenceModel average(List<Checkpoint> checkpoints, Configuration hadoop, Backend backend) {
        SharedWeights weights = SharedWeights.of(checkpoints, hadoop);
        Checkpoint first = checkpoints.get(0);
        return new InferenceModel(weights, backend.open(first.model(), weights.parameters(), null), first);
    }

    /** Writes the loss in nats of each of {@code [batch, context]} labels to {@code nats}. */
    public void losses(int[] ids, int[] labels, int batch, float[] nats) {
        Batch plain = Batch.plain(ids, labels, batch);
        kernels.losses(
                switch (first.attention()) {
                    case CAUSAL -> plain;
                    case DOCUMENT -> plain.byDocument(first.endOfText());
                },
                nats);
    }

    @Override
    public void close() {
        kernels.close();
        weights.close();
    }
}
