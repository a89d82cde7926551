package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Json;
import dev.perennial.evaluation.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole pipeline on the miniature, through the command line: raw files in, table and report out. */
class EndToEndTest {
    private static MiniatureRun miniature;
    private static Outcome first;

    @BeforeAll
    static void runOnce() throws IOException {
        miniature = MiniatureRun.fresh("local-2");
        first = InProcess.run("local[2]", miniature.command("run"));
    }

    @Test
    void runEndsWithTableAndReport() throws IOException {
        assertThat(first.exitCode()).as(first.text()).isZero();
        assertThat(first.text()).contains("loss on P", "loss on S", "loss on G", "forgot P", "P-G-replay-25");
        Path report = miniature.workspace().resolve("report/index.html");
        assertThat(first.text()).contains(report.toString());
        assertThat(Files.readString(report)).contains("P-G-replay-25", "</html>");
    }

    @Test
    void everyModelHasFiniteLossOnEveryDistribution() throws IOException {
        List<Loss> losses = new java.util.ArrayList<>();
        for (Path file : new Artefacts(miniature.workspace()).find("loss.json")) {
            losses.add(Json.read(Files.readString(file), Loss.class, file.toString()));
        }
        assertThat(losses).hasSize(6).allSatisfy(loss -> {
            assertThat(loss.mean()).isPositive().isFinite().isLessThan(Math.log(384) + 2);
            assertThat(loss.tokens()).isPositive();
            assertThat(loss.documents()).isPositive();
        });
    }

    @Test
    void continuedModelHasLearnedTheNewDistribution() throws IOException {
        double before = mean("P-on-G");
        double after = mean("P-G-replay-25-on-G");
        assertThat(after).isLessThan(before - 0.5);
    }

    @Test
    void everyFileIsAsItsManifestSays() throws IOException {
        assertThat(new Artefacts(miniature.workspace()).digests().keySet())
                .anyMatch(file -> file.startsWith("tokenizers/"))
                .anyMatch(file -> file.contains("train/shard-"))
                .anyMatch(file -> file.contains("stream-"))
                .anyMatch(file -> file.endsWith("model.safetensors"))
                .anyMatch(file -> file.endsWith("loss.json"));
    }

    @Test
    void secondRunFindsEverythingStandingAndStartsNoSpark() throws IOException {
        Artefacts artefacts = new Artefacts(miniature.workspace());
        Map<String, Long> before = artefacts.times();
        // A master that no session could be opened on: whoever asks for Spark fails.
        Outcome second = InProcess.run("no-such-master", miniature.command("run"));
        assertThat(second.exitCode()).as(second.text()).isZero();
        assertThat(second.text()).contains("standing", "loss on P");
        assertThat(artefacts.times()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local[4]"})
    void parallelismChangesNoByte(String master) throws IOException {
        MiniatureRun other = MiniatureRun.fresh(master.replaceAll("[^a-z0-9]+", "-") + "again");
        Outcome outcome = InProcess.run(master, other.command("run"));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(new Artefacts(other.workspace()).digests())
                .isEqualTo(new Artefacts(miniature.workspace()).digests());
    }

    private static double mean(String name) throws IOException {
        Path file = new Artefacts(miniature.workspace())
                .find("loss.json").stream()
                        .filter(each ->
                                each.getParent().getFileName().toString().startsWith(name + "-"))
                        .findFirst()
                        .orElseThrow();
        return Json.read(Files.readString(file), Loss.class, file.toString()).mean();
    }
}
