package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.MemoryLimits;
import dev.perennial.training.MemoryPlan;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final long GB = 1_000_000_000;
    private static final MemoryPlan PLAN = new MemoryPlan(100_000_000, 2 * GB, GB, 3 * GB, GB);
    private static final MemoryCheck TWO = new MemoryCheck(PLAN, 2);

    private static MemoryLimits limits(long javacpp, long resident, long direct, long machine) {
        return new MemoryLimits("1", javacpp * GB, resident * GB, direct * GB, machine * GB, GB);
    }

    private static void refused(MemoryLimits limits, long overhead, String... reasons) {
        assertThatThrownBy(() -> TWO.check(limits, overhead * GB))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_RESOURCES))
                .hasMessageContainingAll(reasons);
    }

    @Test
    void whatFitsPasses() {
        assertThatCode(() -> TWO.check(limits(6, 6, 8, 14), 14 * GB)).doesNotThrowAnyException();
        assertThatCode(() -> TWO.check(limits(0, 0, 0, 0), 0)).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheNumbersAndTheSettings() {
        refused(
                limits(5, 6, 8, 14),
                14,
                "2 tasks of an executor need 14.0 GB off the heap",
                "-Dorg.bytedeco.javacpp.maxbytes = 5.0 GB (of which it needs 6.0 GB)",
                "7.0 GB off the heap for a task: model, gradient and moments 2.0 GB");
        refused(limits(6, 5, 8, 14), 14, "maxphysicalbytes = 5.0 GB");
        refused(limits(6, 6, 7, 14), 14, "MaxDirectMemorySize = 7.0 GB (of which it needs 8.0 GB)");
        refused(limits(6, 6, 8, 13), 14, "the machine's memory = 13.0 GB");
        refused(limits(6, 6, 8, 14), 13, "spark.executor.memoryOverhead = 13.0 GB");
    }

    @Test
    void aModelThatNoTaskCanHoldIsRefusedOnAnyMachine() {
        MemoryPlan large = new MemoryPlan(9_642_249_216L, GB, GB, 0, 0);
        assertThatThrownBy(() -> new MemoryCheck(large, 1).check(limits(0, 0, 0, 0), 0))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("expected at most 536,870,911");
    }
}
