package dev.perennial.training.dl4j;

import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.kernel.KernelBackend;
import dev.perennial.training.model.ParameterLayout;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weights of a checkpoint, loaded to compute losses and nothing else: no gradients, no optimizer. */
public final class InferenceModel implements AutoCloseable {
    private final KernelBackend kernels;

    private final Checkpoint checkpoint;
    private final int endOfText;

    private InferenceModel(KernelBackend kernels, Checkpoint checkpoint, int endOfText) {
        this.kernels = kernels;
        this.checkpoint = checkpoint;
        this.endOfText = endOfText;
    }

    /** @param endOfText behind which a document begins, for a model that was trained to see its own only */
    public static InferenceModel load(Checkpoint checkpoint, Configuration hadoop, Backend backend, int endOfText) {
        ParameterLayout layout = ParameterLayout.of(checkpoint.model());
        INDArray parameters = Nd4j.createUninitialized(DataType.FLOAT, layout.total());
        Safetensors.read(
                new Path(checkpoint.folder(), Checkpoint.MODEL_FILE),
                hadoop,
                layout,
                List.of(new Safetensors.Section("", FloatMemory.of(parameters).slice(0, layout.total()))),
                checkpoint.hashes().get(Checkpoint.MODEL_FILE));
        return new InferenceModel(backend.open(checkpoint.model(), parameters, null), checkpoint, endOfText);
    }

    /** Writes the loss in nats of each of {@code [batch, context]} labels to {@code nats}. */
    public void losses(int[] ids, int[] labels, int batch, float[] nats) {
        Batch plain = Batch.plain(ids, labels, batch);
        kernels.losses(
                switch (checkpoint.attention()) {
                    case CAUSAL -> plain;
                    case DOCUMENT -> plain.byDocument(endOfText);
                },
                nats);
    }

    @Override
    public void close() {
        kernels.close();
    }
}
