package dev.perennial.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A miniature experiment in a folder of its own below {@code target/}, where what a failed test left can be looked at. Test processes
 * that run side by side have each their own.
 */
record MiniatureRun(Path folder) {
    private static final Path ALL = Path.of("target", "miniatures", System.getProperty("perennial.fork", "fork-1"))
            .toAbsolutePath();
    private static final Path CORPORA = ALL.resolve("corpora");

    /** A fresh one: what an earlier test run left under this name is removed. */
    static MiniatureRun fresh(String name) throws IOException {
        MiniatureRun run = new MiniatureRun(ALL.resolve(name));
        remove(run.folder);
        Files.createDirectories(run.folder);
        Miniature.write(CORPORA);
        Files.writeString(run.file(), run.text(run.workspace().toString(), CORPORA.toString()));
        return run;
    }

    Path file() {
        return folder.resolve("miniature.conf");
    }

    Path workspace() {
        return folder.resolve("workspace");
    }

    Path corpora() {
        return CORPORA;
    }

    /** A command on this experiment. */
    String[] command(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(name, "--conf", file().toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** The experiment with its artefacts and its inputs at these places. */
    String text(String workspace, String corpora) {
        return """
            name = miniature
            workspace = "%s"
            seed = 11
            corpora {
              P { format = pile, validation = 10 %%, files = ["%2$s/P-*.jsonl.zst"] }
              S { format = slimpajama, validation = 10 %%, files = ["%2$s/S-*.jsonl.gz"] }
              G { format = oscar, validation = 10 %%, files = ["%2$s/G-*.jsonl"] }
            }
            tokenizer { vocabulary = 384 }
            model { layers = 1, width = 32, heads = 2, context = 32 }
            training {
              rounds { workers = 3, steps-per-round = 2, batch = 4 }
              checkpoint-every = 2
            }
            let.rewarmed { curve = cosine, peak = 1e-2, floor = 1e-3, warm-up = 5 %% }
            stages {
              P { data { P = 1 }, tokens = 12k, schedule = ${let.rewarmed} }
              P-G-replay-25 {
                parent = P
                data { G = 1 }
                replay { of = P, share = 25 %% }
                tokens = 9k
                schedule = ${let.rewarmed}
                optimizer-state = keep
              }
            }
            evaluate { on = [P, S, G], old = P }
            """
                .formatted(workspace, corpora);
    }

    /** Whether training has saved a state that it could go on from. */
    boolean roundSaved() throws IOException {
        if (!Files.exists(workspace())) {
            return false;
        }
        try (Stream<Path> all = Files.walk(workspace())) {
            return all.anyMatch(each -> each.endsWith("_COMPLETE"));
        } catch (UncheckedIOException whatWasThereIsGone) {
            return false;
        }
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
