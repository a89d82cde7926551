package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The miniature as it comes out when nothing happens, run once for all tests that compare with it or look into it. */
record Undisturbed(MiniatureRun run, Outcome outcome) {
    private static final class Once {
        private static final Undisturbed VALUE = make();
    }

    static Undisturbed get() {
        return Once.VALUE;
    }

    Artefacts artefacts() {
        return new Artefacts(run.workspace());
    }

    private static Undisturbed make() {
        try {
            MiniatureRun run = MiniatureRun.fresh("undisturbed");
            Outcome outcome = InProcess.run("local[2]", run.command("run"));
            assertThat(outcome.exitCode()).as(outcome.text()).isZero();
            return new Undisturbed(run, outcome);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
