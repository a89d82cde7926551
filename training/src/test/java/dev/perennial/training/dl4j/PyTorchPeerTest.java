package dev.perennial.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Share;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.kernel.KernelBackend;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The model's numbers against PyTorch's, live where a Python with PyTorch is at hand, and always against its recorded ones. */
class PyTorchPeerTest {
    private static final int STEPS = 50;

    private static final GptNeoX MODEL = new GptNeoX(257, 2, 48, 3, 33, new Share(1, 4), 10_000, 1e-5);

    private final PyTorchPeer peer =
            new PyTorchPeer(MODEL, 4, 5, new WarmUpThenCosine(5e-3, 5, STEPS), Path.of("target", "peer", "gpt-neox"));

    @Test
    void lossesAndGradientsAreThoseOfPyTorch() throws Exception {
        Path folder = peer.run("gradient");
        float[] expectedLosses = Peers.floats(folder.resolve("token-losses.f32"));
        float[] expectedGradient = Peers.floats(folder.resolve("gradient.f32"));

        try (Replica replica = peer.replica()) {
            float[] losses = new float[expectedLosses.length];
            replica.losses(peer.ids(0), peer.labels(0), peer.batch(), losses);
            assertThat(losses).containsExactly(expectedLosses, within(1e-4f));

            Batch batch = Batch.plain(peer.ids(0), peer.labels(0), peer.batch());
            assertClose(gradient(replica, batch), expectedGradient);
        }
    }

    @Test
    void documentsAndDropoutMaskAsInPyTorch() throws Exception {
        PyTorchPeer masked = new PyTorchPeer(MODEL, 4, 5, peer.rate(), Path.of("target", "peer", "masked")).withMasks();
        Path folder = masked.run("gradient");
        try (Replica replica = masked.replica()) {
            assertClose(gradient(replica, masked.masked()), Peers.floats(folder.resolve("gradient.f32")));
        }
    }

    @Test
    void whatIsBeforePaddingHasNoLossAsInPyTorch() throws Exception {
        PyTorchPeer padded =
                new PyTorchPeer(MODEL, 4, 5, peer.rate(), Path.of("target", "peer", "padded")).withPadding(40);
        Path folder = padded.run("gradient");
        Batch batch = Batch.plain(padded.ids(0), padded.labels(0), padded.batch());
        try (Replica replica = padded.replica()) {
            assertClose(gradient(replica, batch), Peers.floats(folder.resolve("gradient.f32")));
        }
        List<String> steps = Files.readAllLines(padded.run("trajectory").resolve("trajectory.txt"));
        assertFollows(steps, padded);
    }

    private static void assertClose(float[] gradient, float[] expected) {
        for (Tensor tensor : ParameterLayout.of(MODEL).tensors()) {
            assertThat(relativeError(gradient, expected, tensor))
                    .as(tensor.name())
                    .isLessThan(1e-5);
        }
    }

    @Test
    void fiftyStepsOfAdamWAreThoseOfPyTorch() throws Exception {
        Path folder = peer.run("trajectory");
        assertFollows(Files.readAllLines(folder.resolve("trajectory.txt")), peer);
    }

    @Test
    void fiftyStepsOfAdamWAreThoseRecorded() throws Exception {
        try (var golden = PyTorchPeerTest.class.getResourceAsStream("/golden/gpt-neox-trajectory.txt")) {
            assertFollows(
                    new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList(),
                    peer);
        }
    }

    private static void assertFollows(List<String> lines, PyTorchPeer peer) throws IOException {
        List<String[]> expected = lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .toList();
        assertThat(expected).hasSize(STEPS);
        try (Replica replica = peer.replica()) {
            for (int step = 0; step < STEPS; step++) {
                double loss = replica.step(peer.ids(step), peer.labels(step), peer.batch());
                double norm = Double.parseDouble(expected.get(step)[2]);
                assertThat(loss)
                        .as("loss of step " + step)
                        .isCloseTo(Double.parseDouble(expected.get(step)[1]), within(1e-3));
                assertThat(replica.gradientNorm()).as("norm of step " + step).isCloseTo(norm, within(5e-3 * norm));
            }
        }
    }

    private static float[] gradient(Replica replica, Batch batch) {
        INDArray gradients = Nd4j.create(replica.parameters().length());
        try (KernelBackend backend = Backend.CPU.open(MODEL, replica.graph().params(), gradients)) {
            backend.lossAndGradient(batch);
            return gradients.data().asFloat();
        }
    }

    /** The largest error of a tensor, relative to the tensor's largest element. */
    private static double relativeError(float[] actual, float[] expected, Tensor tensor) {
        double error = 0;
        double largest = 0;
        for (int i = (int) tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
            error = Math.max(error, Math.abs(actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return error / largest;
    }
}
