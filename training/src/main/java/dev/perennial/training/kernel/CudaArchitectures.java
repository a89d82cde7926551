package dev.perennial.training.kernel;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The GPUs that nd4j-cuda-11.6 has machine code for. It holds no PTX, so on a newer architecture its kernels do not load, and ND4J then
 * ends with an error that names no cause.
 */
public final class CudaArchitectures {
    private static final String ND4J_CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";

    private CudaArchitectures() {}

    private record Capability(int major, int minor) {
        static Capability parse(String text) {
            String[] numbers = text.strip().split("\\.");
            return new Capability(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }

        /** Machine code of an architecture runs on later ones of the same generation. */
        boolean runs(Capability code) {
            return major == code.major && minor >= code.minor;
        }
    }

    private static final List<Capability> CODE =
            List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6").stream()
                    .map(Capability::parse)
                    .toList();

    /** Whether a GPU of this compute capability, such as {@code 8.6}, is served. */
    public static boolean isServed(String computeCapability) {
        Capability device = Capability.parse(computeCapability);
        return CODE.stream().anyMatch(device::runs);
    }

    /** Refuses the first of these compute capabilities that is not served. */
    static void check(List<String> computeCapabilities) {
        for (String capability : computeCapabilities) {
            if (!isServed(capability)) {
                throw new PerennialException(
                        ErrorCode.UNSUPPORTED,
                        "Cannot train on this GPU: nd4j-cuda-11.6 has no code for it, got compute capability "
                                + capability
                                + ", expected 3.7, 5.x, 6.x, 7.x or 8.x (V100, T4, A100, A10, RTX 30 and 40; not H100). Build"
                                + " without -Pcuda to train on the processor.");
            }
        }
    }

    /** Where ND4J's CUDA library is on the class path: that CUDA starts on this machine, and that its GPUs are served. */
    public static void check() {
        if (CudaArchitectures.class.getClassLoader().getResource(ND4J_CUDA) == null) {
            return;
        }
        start("org.bytedeco.cuda.global.cudart");
        try {
            Process asked =
                    new ProcessBuilder("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader").start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            check(answer.lines()
                    .filter(line -> line.strip().matches("\\d+\\.\\d+"))
                    .toList());
        } catch (IOException e) {
            // Nobody to ask: ND4J finds out.
            return;
        }
    }

    /** Loads a class whose static code loads CUDA; where that fails ND4J would end with an error that names no cause. */
    static void start(String library) {
        try {
            Class.forName(library);
        } catch (LinkageError | ClassNotFoundException e) {
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot start CUDA on this machine: " + e.getMessage()
                            + ". A build with -Pcuda needs NVIDIA's driver and a GPU wherever it runs, the machine of Spark's driver"
                            + " included. Build without -Pcuda to train on the processor.",
                    e);
        }
    }
}
