package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CudaArchitecturesTest {
    /** V100, T4, A100, A10, RTX 40, and a Jetson whose code is that of an earlier minor version. */
    @ParameterizedTest
    @ValueSource(strings = {"7.0", "7.5", "8.0", "8.6", "8.9", "6.2"})
    void whatHasCodeOfItsGenerationIsServed(String capability) {
        assertThat(CudaArchitectures.isServed(capability)).isTrue();
    }

    /** Kepler's first, H100 and Blackwell. */
    @ParameterizedTest
    @ValueSource(strings = {"3.5", "9.0", "10.0", "12.0"})
    void whatIsNewerOrOlderThanAllCodeIsNot(String capability) {
        assertThat(CudaArchitectures.isServed(capability)).isFalse();
    }

    @Test
    void oneGpuThatIsNotServedAmongOthersIsRefusedByName() {
        assertThatCode(() -> CudaArchitectures.check(List.of("8.0", "8.0"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> CudaArchitectures.check(List.of("8.0", "9.0")))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("got compute capability 9.0")
                .hasMessageContaining("V100, T4, A100");
    }

    static final class WithoutDriver {
        static {
            if (true) {
                throw new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file");
            }
        }
    }

    @Test
    void aMachineWithoutADriverIsRefusedWithTheCause() {
        assertThatThrownBy(() -> CudaArchitectures.start(WithoutDriver.class.getName()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("libcuda.so.1")
                .hasMessageContaining("without -Pcuda");
    }
}
