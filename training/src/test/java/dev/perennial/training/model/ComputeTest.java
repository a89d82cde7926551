package dev.perennial.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Share;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The count of operations against those that others published. */
class ComputeTest {
    private static final long TOKENS = 300_000_000_000L;

    private static GptNeoX model(int vocabulary, int layers, int width, int heads) {
        return new GptNeoX(vocabulary, layers, width, heads, 2048, new Share(1, 4), 10_000, 1e-5);
    }

    /** Of a step over one token: 12 L H Q T of attention, as in the PaLM paper's appendix B. */
    private static double attention(GptNeoX model) {
        return 12.0 * model.layers() * model.heads() * model.headSize() * model.context();
    }

    /** Brown et al. 2020, table D.1: total training compute, 6 N D without attention, in figures of two or three digits. */
    @ParameterizedTest
    @CsvSource({"12, 768, 12, 2.25e20", "24, 1024, 16, 6.41e20", "96, 12288, 96, 3.14e23"})
    void withoutAttentionItIsWhatGpt3Took(int layers, int width, int heads, double published) {
        GptNeoX model = model(50_257, layers, width, heads);
        double counted = Compute.trainingFlops(model, TOKENS) - TOKENS * attention(model);
        assertThat(counted).isCloseTo(published, Percentage.withPercentage(1.5));
    }

    /** Narayanan et al. 2021, equation 3 less the recomputed forward pass: 72 B s l h^2 (1 + s/6h + V/12lh). */
    @ParameterizedTest
    @CsvSource({"50304, 24, 1024, 16", "50688, 36, 4608, 36", "51200, 80, 10240, 80"})
    void itIsMegatronsFormula(int vocabulary, int layers, int width, int heads) {
        GptNeoX model = model(vocabulary, layers, width, heads);
        double sequence = model.context();
        double megatron = 72.0
                * TOKENS
                * layers
                * width
                * width
                * (1 + sequence / (6.0 * width) + vocabulary / (12.0 * layers * width));
        // We count biases and norms as well.
        assertThat(Compute.trainingFlops(model, TOKENS)).isCloseTo(megatron, Percentage.withPercentage(0.2));
    }

    /** Chowdhery et al. 2022: PaLM 540B reached 46.2 % of its peak with attention counted and 45.7 % without, at these sizes. */
    @Test
    void attentionCountsAsMuchAsInPalm() {
        double attention = attention(model(256_000, 118, 48 * 256, 48));
        double matrices = 6 * 540.35e9;
        assertThat(45.7 * (matrices + attention) / matrices).isCloseTo(46.2, within(0.05));
    }
}
