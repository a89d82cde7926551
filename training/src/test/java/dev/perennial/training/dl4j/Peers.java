package dev.perennial.training.dl4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the scripts of {@code tests/peers} in a Python that has PyTorch, and reads what they write. */
public final class Peers {
    private static final Path SCRIPTS = Path.of("..", "tests", "peers");
    private static final Optional<String> PYTHON =
            Stream.of("python3", "/usr/bin/python3").filter(Peers::hasTorch).findFirst();

    private Peers() {}

    /** Skips the test where no Python has PyTorch. */
    public static void run(String script, String... arguments) throws IOException, InterruptedException {
        assumeTrue(PYTHON.isPresent(), "no Python with PyTorch at hand");
        List<String> command = new ArrayList<>(
                List.of(PYTHON.orElseThrow(), "-B", SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Process peer = new ProcessBuilder(command).inheritIO().start();
        if (peer.waitFor() != 0) {
            throw new IllegalStateException("the PyTorch peer failed with exit code " + peer.exitValue());
        }
    }

    private static boolean hasTorch(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import torch")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    public static float[] floats(Path file) throws IOException {
        FloatBuffer buffer = buffer(file).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    public static int[] ints(Path file) throws IOException {
        IntBuffer buffer = buffer(file).asIntBuffer();
        int[] values = new int[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static ByteBuffer buffer(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    }
}
