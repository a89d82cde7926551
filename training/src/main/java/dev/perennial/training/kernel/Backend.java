package dev.perennial.training.kernel;

import dev.perennial.conf.Fingerprint;
import dev.perennial.training.model.GptNeoX;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which {@link KernelBackend} computes. */
public enum Backend {
    /** OpenBLAS and fused vector kernels on ND4J's own memory: the fast one. */
    CPU,
    /** Plain ND4J operations: the oracle in tests, and what runs on nd4j-cuda. */
    ND4J;

    /**
     * Opens a backend over two flat vectors.
     *
     * @param gradients of the parameters' length, or null when only {@link KernelBackend#losses} will be called
     */
    public KernelBackend open(GptNeoX model, INDArray parameters, INDArray gradients) {
        return switch (this) {
            case CPU ->
                new CpuBackend(model, FloatMemory.of(parameters), gradients == null ? null : FloatMemory.of(gradients));
            case ND4J -> new Nd4jBackend(model, parameters, gradients);
        };
    }

    /** Bytes of working memory in a training step of so many sequences, on so many threads; ND4J's own is not known before. */
    public long workingBytes(GptNeoX model, int batch, int threads) {
        PoolPlan pool = new PoolPlan();
        pool.layOut(Pieces.forTraining(model, batch, threads));
        return Math.multiplyExact(pool.floats(), (long) Float.BYTES);
    }

    /** The fingerprint of this backend's arithmetic: two machines that share it compute the same bits. Takes a fraction of a second. */
    public Fingerprint arithmetic() {
        return ArithmeticProbe.run(this);
    }
}
