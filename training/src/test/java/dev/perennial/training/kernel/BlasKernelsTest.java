package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlasKernelsTest {
    private static final List<String> ABLE =
            List.of("model name\t: some", "flags\t\t: fpu avx2 avx512f avx512dq avx512cd avx512bw avx512vl");

    @Test
    void fasterKernelsAreNamedWhereTheProcessorHasThemAndTheyAreNotChosen() {
        assertThat(BlasKernels.advice("HASWELL", ABLE))
                .hasValueSatisfying(text -> assertThat(text).contains("OPENBLAS_CORETYPE=SKYLAKEX"));
        assertThat(BlasKernels.advice("SKYLAKEX", ABLE)).isEmpty();
        assertThat(BlasKernels.advice(null, ABLE)).isEmpty();
        assertThat(BlasKernels.advice("HASWELL", List.of("flags\t\t: fpu avx2 avx512f")))
                .isEmpty();
        assertThat(BlasKernels.advice("HASWELL", List.of())).isEmpty();
    }
}
