package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.DropoutKernel;
import dev.perennial.training.model.GptNeoX;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The same values dropped as in {@link CpuBackend}, as arrays of factors. */
final class Nd4jDropout {
    private Nd4jDropout() {}

    /** Factors of {@code [N, d]}; a single 1 where nothing is dropped. */
    static INDArray rows(DropoutSite site, GptNeoX model) {
        INDArray factors = factors(site, site.batch().sequences(), model.context(), model.width());
        return site.isOpen() ? factors.reshape('c', site.batch().ids().length, model.width()) : factors;
    }

    /** Factors of an array whose first dimension is the sequence; a single 1 where nothing is dropped. */
    static INDArray factors(DropoutSite site, long... shape) {
        if (!site.isOpen()) {
            return Nd4j.scalar(1f);
        }
        int perSequence = 1;
        for (int i = 1; i < shape.length; i++) {
            perSequence = Math.multiplyExact(perSequence, (int) shape[i]);
        }
        float[] factors = new float[Math.multiplyExact((int) shape[0], perSequence)];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = DropoutKernel.factor(site.key(i / perSequence), i % perSequence, site.rate());
        }
        return Nd4j.create(factors, shape, 'c');
    }
}
