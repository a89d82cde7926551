package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code next} and {@code gc} on a workspace on S3, where there is no lock and no folder. */
class S3LineageTest {
    private static final String WORKSPACE = "s3a://" + S3Server.BUCKET + "/lineage";

    private static MiniatureRun run;
    private static S3Server server;
    private static Map<String, String> settings;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        run = MiniatureRun.fresh("s3-lineage");
        server = S3Server.start(run.folder().resolve("server"));
        settings = new TreeMap<>(server.settingsWithCredentials());
        settings.forEach((key, value) -> System.setProperty("spark.hadoop." + key, value));
    }

    @AfterAll
    static void stopServer() {
        settings.keySet().forEach(key -> System.clearProperty("spark.hadoop." + key));
        server.close();
    }

    @Test
    void aStageIsPlannedTrainedProvedAndRemovedAgain() throws IOException {
        Files.writeString(run.file(), run.text(WORKSPACE, run.corpora().toString()));
        succeeded("train", "--conf", run.file().toString(), "--stage", "P");
        Map<String, String> before = digests();

        Outcome planned = plan();
        assertThat(planned.text()).contains("continues P-", "replays 'P'");
        String experiment = run.folder().resolve("G.conf").toString();
        succeeded("train", "--conf", experiment);
        assertThat(succeeded("verify-replay", "--conf", experiment).text())
                .contains("G: PROVED, 93 sequences planned = built = consumed");
        assertThat(succeeded("models", "--workspace", WORKSPACE).text()).containsSubsequence("P-", "    G-");

        Path half = new Path(WORKSPACE, "streams/X-0123456789ab/half");
        FileSystem files = half.getFileSystem(server.hadoop());
        files.create(half).close();
        String kept = run.file().toString();
        assertThat(succeeded("gc", "--workspace", WORKSPACE, "--keep", kept, "--older-than", "1d")
                        .text())
                .contains("removed 0.0 MB");
        assertThat(files.exists(half)).isTrue();

        assertThat(succeeded("gc", "--workspace", WORKSPACE, "--keep", kept, "--older-than", "0h")
                        .text())
                .contains("checkpoints/G-", "streams/G-", "streams/X-0123456789ab");
        assertThat(files.exists(half.getParent())).isFalse();
        assertThat(digests()).containsAllEntriesOf(before);
        assertThat(succeeded("models", "--workspace", WORKSPACE).text())
                .contains("P-")
                .doesNotContain("G-");
        // Nothing is made: there is no such master.
        assertThat(InProcess.run("no-such-master", "train", "--conf", kept, "--stage", "P")
                        .exitCode())
                .isZero();
    }

    private static Outcome plan() throws IOException {
        java.nio.file.Path template = run.folder().resolve("template.conf");
        Files.writeString(
                template,
                """
                workspace = "%s"
                seed = 11
                training.rounds { workers = 3, steps-per-round = 2, batch = 4 }
                corpora.G { format = oscar, validation = 10 %%, files = ["%s/G-*.jsonl"] }
                let.next {
                  tokens = 3k
                  replay = 25 %%
                  schedule { curve = cosine, peak = 1e-2, floor = 1e-3, warm-up = 5 %% }
                }
                """
                        .formatted(WORKSPACE, run.corpora()));
        return succeeded("next", "--template", template.toString(), "--corpus", "G");
    }

    private static Outcome gc(String... more) {
        List<String> arguments = new ArrayList<>(List.of("gc", "--workspace", WORKSPACE));
        arguments.addAll(List.of(more));
        return InProcess.run("local[2]", arguments.toArray(String[]::new));
    }

    private static Outcome succeeded(String... arguments) {
        Outcome outcome = InProcess.run("local[2]", arguments);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return outcome;
    }

    /** Of a copy, held to its manifests. */
    private static Map<String, String> digests() throws IOException {
        MiniatureRun.remove(run.workspace());
        Configuration hadoop = server.hadoop();
        Path workspace = new Path(WORKSPACE);
        FileUtil.copy(
                workspace.getFileSystem(hadoop),
                workspace,
                FileSystem.getLocal(hadoop),
                new Path(run.workspace().toUri()),
                false,
                hadoop);
        return new Artefacts(run.workspace()).digests();
    }
}
