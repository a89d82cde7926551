package dev.perennial.training.kernel;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Initialisation;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which bits this machine computes: OpenBLAS and the vector kernels round differently on another kind of CPU, and nothing but the
 * result tells which of their variants runs.
 */
final class ArithmeticProbe {
    /** Large enough to leave OpenBLAS' paths for small matrices. */
    private static final GptNeoX MODEL = new GptNeoX(512, 1, 128, 4, 128, new Share(1, 4), 10_000, 1e-5);

    private static final int BATCH = 2;
    private static final Seed SEED = Seed.of(1);

    private ArithmeticProbe() {}

    /** The fingerprint of a gradient that always has the same inputs. */
    static Fingerprint run(Backend choice) {
        ParameterLayout layout = ParameterLayout.of(MODEL);
        INDArray parameters = Nd4j.create(layout.total());
        INDArray gradients = Nd4j.create(layout.total());
        FloatMemory memory = FloatMemory.of(parameters);
        Initialisation initialisation = new Initialisation(MODEL, SEED);
        for (Tensor tensor : layout.tensors()) {
            initialisation.write(
                    tensor, memory.slice(tensor.offset(), tensor.length()).asFloatBuffer());
        }
        try (KernelBackend backend = choice.open(MODEL, parameters, gradients)) {
            backend.lossAndGradient(tokens("ids"), tokens("labels"), BATCH);
        }
        MessageDigest digest = Fingerprint.newSha256();
        FloatMemory.of(gradients).slices().forEach(digest::update);
        return Fingerprint.ofDigest(digest.digest());
    }

    private static int[] tokens(String name) {
        return new SplittableRandom(SEED.named(name).value())
                .ints((long) BATCH * MODEL.context(), 0, MODEL.vocabulary())
                .toArray();
    }
}
