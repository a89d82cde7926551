package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProblemsTest {
    @Test
    void withoutProblemsNothingIsThrown() {
        assertThatCode(new Problems()::throwIfAny).doesNotThrowAnyException();
    }

    @Test
    void allAreToldInOneMessageUnderTheFirstOnesCode() {
        Problems problems = new Problems();
        problems.add(ErrorCode.UNKNOWN_KEY, "a.conf:3", "one");
        problems.add("a.conf:5", new PerennialException(ErrorCode.CONFIGURATION, "two"));
        assertThatThrownBy(problems::throwIfAny)
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_KEY))
                .hasMessage("2 problems:\n  a.conf:3: one\n  a.conf:5: two");
    }

    @Test
    void anAttemptTurnsAnErrorIntoAProblem() {
        Problems problems = new Problems();
        String nothing = problems.attempt("here", () -> {
            throw new PerennialException(ErrorCode.CONFIGURATION, "no");
        });
        assertThat(nothing).isNull();
        assertThat(problems.all()).containsExactly(new Problem(ErrorCode.CONFIGURATION, "here", "no"));
    }
}
