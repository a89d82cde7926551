package dev.perennial.training.model;

import dev.perennial.conf.Share;
import java.util.SplittableRandom;

/** Small models whose sizes fit no vector length, and batches for them. */
public final class TinyModels {
    /** Nothing in it is a multiple of a vector: d 20, head 5 with 2 rotated, V 97, T 7. */
    public static final GptNeoX ODD = new GptNeoX(97, 2, 20, 4, 7, new Share(1, 2), 10_000, 1e-5);

    /** Several blocks of queries in a sequence, and a quarter of each head rotated. */
    public static final GptNeoX LONG = new GptNeoX(301, 2, 32, 2, 150, new Share(1, 4), 10_000, 1e-5);

    /** Products large enough for the library's paths of large matrices, and to be cut for several threads. */
    public static final GptNeoX WIDE = new GptNeoX(512, 1, 192, 4, 130, new Share(1, 4), 10_000, 1e-5);

    /** No padding anywhere, and as many tokens in a sequence as a token has features: most activations fit into the gradient's memory. */
    public static final GptNeoX SQUARE = new GptNeoX(512, 3, 64, 4, 64, new Share(1, 4), 10_000, 1e-5);

    private TinyModels() {}

    public static long parameters(GptNeoX model) {
        return ParameterLayout.of(model).total();
    }

    /** Ids of a batch, always the same for a seed. */
    public static int[] tokens(GptNeoX model, int batch, long seed) {
        return new SplittableRandom(seed)
                .ints((long) batch * model.context(), 0, model.vocabulary())
                .toArray();
    }
}
