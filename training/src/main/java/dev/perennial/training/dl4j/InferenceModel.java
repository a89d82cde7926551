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
    private final Checkpoint first;
    private final Backend backend;
    private KernelBackend kernels;
    private int context;

    private InferenceModel(SharedWeights weights, Checkpoint first, Backend backend) {
        this.weights = weights;
        this.first = first;
        this.backend = backend;
        open(first.model().context());
    }

    public static InferenceModel load(Checkpoint checkpoint, Configuration hadoop, Backend backend) {
        return average(List.of(checkpoint), hadoop, backend);
    }

    /** One model whose weights are the mean of the checkpoints' weights; they must be of one shape. */
    public static InferenceModel average(List<Checkpoint> checkpoints, Configuration hadoop, Backend backend) {
        return new InferenceModel(SharedWeights.of(checkpoints, hadoop), checkpoints.get(0), backend);
    }

    /** Writes the loss in nats of each of {@code [batch, length]} labels to {@code nats}. */
    public void losses(int[] ids, int[] labels, int batch, float[] nats) {
        losses(ids, labels, batch, nats, new boolean[ids.length]);
    }

    /**
     * The same, and for each label whether no token is likelier. Sequences may be of any one length up to the model's context; a change
     * of it costs working memory that is made anew.
     */
    public void losses(int[] ids, int[] labels, int batch, float[] nats, boolean[] likeliest) {
        int length = ids.length / batch;
        if (length != context) {
            kernels.close();
            open(length);
        }
        Batch plain = Batch.plain(ids, labels, batch);
        kernels.losses(
                switch (first.attention()) {
                    case CAUSAL -> plain;
                    case DOCUMENT -> plain.byDocument(first.endOfText());
                },
                nats,
                likeliest);
    }

    private void open(int length) {
        kernels = backend.open(first.model().withContext(length), weights.parameters(), null);
        context = length;
    }

    @Override
    public void close() {
        kernels.close();
        weights.close();
    }
}
