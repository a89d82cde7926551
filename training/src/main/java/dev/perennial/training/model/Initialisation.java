package dev.perennial.training.model;

import dev.perennial.conf.Seed;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * The values a model starts from, as GPT-NeoX initialises: {@code small_init} (Nguyen and Salazar 2019), N(0, 2/(5d)) as variance,
 * for embeddings and input projections, {@code wang_init} (Wang and Komatsuzaki 2021), a deviation of 2/(L sqrt(d)), for the two
 * projections back into the residual; biases 0, norms 1.
 *
 * <p>Each tensor has a seed of its own, derived from its name, so neither threads nor the order of tensors matter.
 */
public record Initialisation(GptNeoX model, Seed seed) {

    /** Writes the initial values of {@code tensor}, from {@code into}'s position on. */
    public void write(Tensor tensor, FloatBuffer into) {
        if (tensor.isMatrix()) {
            writeNormal(tensor, into);
        } else {
            float value = tensor.name().endsWith("norm.weight") ? 1 : 0;
            for (long i = 0; i < tensor.length(); i++) {
                into.put(value);
            }
        }
    }

    /** The standard deviation of a matrix' elements. */
    double deviation(Tensor tensor) {
        String name = tensor.name();
        boolean intoResidual = name.endsWith(TensorNames.weight(TensorNames.ATTENTION_OUTPUT))
                || name.endsWith(TensorNames.weight(TensorNames.FEED_FORWARD_OUTPUT));
        return intoResidual ? 2 / (model.layers() * Math.sqrt(model.width())) : Math.sqrt(2 / (5.0 * model.width()));
    }

    /** Marsaglia's polar method in StrictMath: nextGaussian may differ from one JDK to the next. */
    private void writeNormal(Tensor tensor, FloatBuffer into) {
        SplittableRandom random = new SplittableRandom(seed.named(tensor.name()).value());
        double deviation = deviation(tensor);
        long left = tensor.length();
        while (left > 0) {
            double x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            double square = x * x + y * y;
            if (square >= 1 || square == 0) {
                continue;
            }
            double factor = deviation * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            into.put((float) (x * factor));
            if (--left > 0) {
                into.put((float) (y * factor));
                left--;
            }
        }
    }
}
