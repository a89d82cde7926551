package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A model that is taught one corpus after another, each stage planned from what stands. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NextTest {
    private static final String INFINITE =
            "let.next.schedule={curve=infinite,peak=1e-2,constant=5e-3,floor=1e-3,warm-up=0,cooldown=0}";

    private static MiniatureRun lineage;

    private static Path template() {
        return lineage.folder().resolve("template.conf");
    }

    private static Outcome next(String corpus, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "next",
                "--template",
                template().toString(),
                "--data",
                lineage.folder().resolve("corpora.conf").toString(),
                "--corpus",
                corpus));
        arguments.addAll(List.of(more));
        return InProcess.run("no-such-master", arguments.toArray(String[]::new));
    }

    private static Outcome onStage(String command, String stage) {
        return InProcess.run(
                "local[2]",
                command,
                "--conf",
                lineage.folder().resolve(stage + ".conf").toString());
    }

    private static Outcome succeeded(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return outcome;
    }

    private static void prepare() throws IOException {
        lineage = MiniatureRun.fresh("lineage");
        succeeded(InProcess.run("local[2]", lineage.command("train", "--stage", "P")));
        Files.writeString(
                template(),
                """
                workspace = "%s"
                seed = 11
                training.rounds { workers = 3, steps-per-round = 2, batch = 4 }
                evaluate.exposure = 8
                let.next {
                  tokens = 3k
                  replay = 25 %%
                  schedule { curve = cosine, peak = 1e-2, floor = 1e-3, warm-up = 5 %% }
                }
                """
                        .formatted(lineage.workspace()));
        Files.writeString(
                lineage.folder().resolve("corpora.conf"),
                """
                S { format = slimpajama, validation = 10 %%, files = ["%1$s/S-*.jsonl.gz"] }
                G { format = oscar, validation = 10 %%, files = ["%1$s/G-*.jsonl"] }
                """
                        .formatted(lineage.corpora()));
    }

    @Test
    @Order(1)
    void threeStagesFollowOneAnotherAndEachReplaysAllBeforeIt() throws IOException {
        prepare();
        succeeded(next("G"));
        succeeded(onStage("train", "G"));
        Outcome planned = succeeded(next("S"));
        // 375 sequences of P and 93 of the stage on G, of which 23 replayed the first of P.
        assertThat(planned.text())
                .contains("continues G-", "replays 'P'", "from its position 23", "replays 'G'", "from its position 0");
        assertThat(lineage.folder().resolve("S.conf"))
                .content()
                .contains("share = 125/624, from = 23", "share = 31/624, from = 0")
                .doesNotContain("P-*.jsonl");
        Outcome run = succeeded(onStage("run", "S"));
        assertThat(run.text()).contains("loss on P", "loss on G", "loss on S", "forgot P");
        assertThat(succeeded(onStage("verify-replay", "S")).text())
                .contains(
                        "P: PROVED, 375 sequences planned = built = consumed",
                        "G: PROVED, 93 sequences planned = built = consumed",
                        "S: PROVED, 93 sequences planned = built = consumed");
    }

    @Test
    @Order(2)
    void aCorpusThatWasSeenInPartGoesOnWhereItWasLeft() throws IOException {
        // Of 93 sequences 23 were replayed; each has 32 tokens.
        assertThat(succeeded(next("G", "--set", "let.next.tokens=2k", "--set", "let.next.replay=10 %"))
                        .text())
                .contains("begins behind the 2,240 tokens of 'G' that were seen", "stage G-2 continues S");
        assertThat(lineage.folder().resolve("G-2.conf")).content().contains("skip { \"G\" = 2240 }");
        assertThat(next("G", "--set", "let.next.tokens=200k").text())
                .contains("Cannot replay 1045 sequences of 'P': the model saw 375 of it");
    }

    @Test
    @Order(3)
    void theLineageIsATreeOfWhatStands() {
        Outcome models = InProcess.run(
                "no-such-master", "models", "--workspace", lineage.workspace().toString());
        assertThat(models.text())
                .containsSubsequence(
                        "P-",
                        "12,000 tokens: P 100 %",
                        "cosine, ended in its phase decay at rate 0.001: can be continued with re-warming",
                        "    G-",
                        "2,976 tokens, 14,976 with those before: replay of P 25 %, G 75 %",
                        "        S-",
                        "2,976 tokens, 17,952 with those before");
    }

    @Test
    @Order(4)
    void whatCannotBeContinuedAsAskedIsRefusedWithItsReason() throws IOException {
        Outcome cooled = next("G", "--set", INFINITE);
        assertThat(cooled.exitCode()).isEqualTo(2);
        assertThat(cooled.text())
                .contains("begins at the constant rate 0.005 without a warm-up, and none ended in a constant phase")
                .contains("cosine, ended in its phase decay");
        assertThat(next("G", "--parent", "P", "--set", INFINITE).text())
                .contains("Cannot continue 'P-", "Give the schedule a warm-up");
        assertThat(next("G", "--parent", "Q").text()).contains("Cannot find the model 'Q'");
        assertThat(next("Q").text()).contains("Cannot find the corpus 'Q' in ");
        assertThat(next("G", "--set", "stages.x.tokens=1").text()).contains("for a template: it has stages");
        assertThat(next("G", "--set", "let.next.data.P=1").text()).contains("next.data", "nothing reads it");
        String before = Files.readString(lineage.folder().resolve("S.conf"));
        assertThat(next(
                                "G",
                                "--name",
                                "S",
                                "--output",
                                lineage.folder().resolve("S.conf").toString())
                        .exitCode())
                .isEqualTo(2);
        assertThat(lineage.folder().resolve("S.conf")).content().isEqualTo(before);
    }

    private static Outcome gc(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("gc", "--workspace", lineage.workspace().toString()));
        arguments.addAll(List.of(more));
        return InProcess.run("no-such-master", arguments.toArray(String[]::new));
    }

    @Test
    @Order(5)
    void whatAKeptExperimentDescendsFromStaysAndWhatKilledRunsLeftGoes() throws IOException {
        Artefacts artefacts = new Artefacts(lineage.workspace());
        Map<String, String> before = artefacts.digests();
        Path stream = artefacts.find("stream-00000.parquet").get(0);
        Files.writeString(
                Files.createDirectories(lineage.workspace().resolve("streams/X-0123456789ab"))
                        .resolve("half"),
                "");
        Files.writeString(stream.resolveSibling(".stream-00001.parquet.tmp"), "half");
        String experiment = lineage.folder().resolve("S.conf").toString();

        assertThat(succeeded(gc("--keep", experiment, "--dry-run")).text())
                .contains("streams/X-0123456789ab", ".stream-00001.parquet.tmp", "would remove");
        assertThat(stream.resolveSibling(".stream-00001.parquet.tmp")).exists();
        assertThat(succeeded(gc("--keep", experiment, "--older-than", "1d")).text())
                .contains("removed 0.0 MB");
        assertThat(stream.resolveSibling(".stream-00001.parquet.tmp")).exists();

        assertThat(succeeded(gc("--keep", experiment)).text()).doesNotContain("nothing kept descends");
        assertThat(stream.resolveSibling(".stream-00001.parquet.tmp")).doesNotExist();
        assertThat(lineage.workspace().resolve("streams/X-0123456789ab")).doesNotExist();
        assertThat(artefacts.digests()).isEqualTo(before);
        assertThat(succeeded(gc("--dry-run")).text()).doesNotContain("nothing kept descends");
    }

    @Test
    @Order(6)
    void aKeptExperimentRunsOnWithoutMakingAnythingOnceTheOthersAreGone() throws IOException {
        String first = lineage.folder().resolve("G.conf").toString();
        assertThat(gc("--keep", first, lineage.file().toString(), "--dry-run").text())
                .containsSubsequence("losses/S-on-", "checkpoints/S-", "streams/S-")
                .doesNotContain("checkpoints/G-", "checkpoints/P-", "corpora/G", "corpora/P-", "tokenizers/");
        succeeded(gc("--keep", first));
        assertThat(InProcess.run("no-such-master", "train", "--conf", first).exitCode())
                .isZero();
        new Artefacts(lineage.workspace()).digests();
        assertThat(InProcess.run(
                                "no-such-master",
                                "models",
                                "--workspace",
                                lineage.workspace().toString())
                        .text())
                .contains("G-")
                .doesNotContain("S-");
        Files.writeString(template(), "seed = 12\n", java.nio.file.StandardOpenOption.APPEND);
        assertThat(gc("--keep", lineage.file().toString(), "--dry-run").exitCode())
                .isZero();
        Path other = lineage.folder().resolve("other.conf");
        Files.writeString(other, Files.readString(lineage.file()).replace("vocabulary = 384", "vocabulary = 300"));
        assertThat(gc("--keep", other.toString()).text()).contains("nothing of it stands, so nothing would be kept");
    }
}
