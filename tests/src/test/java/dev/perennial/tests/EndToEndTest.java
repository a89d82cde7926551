package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import dev.perennial.evaluation.Loss;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** The whole pipeline on the miniature, through the command line: raw files in, table and report out. */
class EndToEndTest {
    private final Undisturbed undisturbed = Undisturbed.get();

    @Test
    void runEndsWithTableAndReport() throws IOException {
        assertThat(undisturbed.outcome().text())
                .contains("loss on P", "loss on S", "loss on G", "forgot P", "P-G-replay-25");
        Path report = undisturbed.run().workspace().resolve("report/index.html");
        assertThat(undisturbed.outcome().text()).contains(report.toString());
        assertThat(Files.readString(report)).contains("P-G-replay-25", "</html>");
    }

    @Test
    void everyModelHasFiniteLossOnEveryDistribution() throws IOException {
        List<Loss> losses = new java.util.ArrayList<>();
        for (Path file : undisturbed.artefacts().find("loss.json")) {
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
        assertThat(undisturbed.artefacts().digests().keySet())
                .anyMatch(file -> file.startsWith("tokenizers/"))
                .anyMatch(file -> file.contains("train/shard-"))
                .anyMatch(file -> file.contains("stream-"))
                .anyMatch(file -> file.endsWith("model.safetensors"))
                .anyMatch(file -> file.endsWith("loss.json"));
    }

    @Test
    void secondRunFindsEverythingStandingAndStartsNoSpark() throws IOException {
        Artefacts artefacts = undisturbed.artefacts();
        Map<String, Long> before = artefacts.times();
        // A master that no session could be opened on: whoever asks for Spark fails.
        Outcome second = InProcess.run("no-such-master", undisturbed.run().command("run"));
        assertThat(second.exitCode()).as(second.text()).isZero();
        assertThat(second.text()).contains("standing", "loss on P");
        assertThat(artefacts.times()).isEqualTo(before);
    }

    @Test
    void everyStreamIsProvedToBeAsPlannedBuiltAndConsumed() throws IOException {
        Outcome proof = InProcess.run("local[2]", undisturbed.run().command("verify-replay"));
        assertThat(proof.exitCode()).as(proof.text()).isZero();
        assertThat(proof.text())
                .contains("P: PROVED", "P-G-replay-25: PROVED", "planned = built = consumed")
                .doesNotContain("not trained yet");
    }

    @Test
    void positionLeadsBackToFileAndLineAndFromThereToItself() throws IOException {
        Outcome back = InProcess.run(
                "local[2]", undisturbed.run().command("lineage", "--stage", "P-G-replay-25", "--position", "3"));
        assertThat(back.exitCode()).as(back.text()).isZero();
        Matcher found = Pattern.compile("of ([0-9a-f]{32}), P (P-\\S+\\.jsonl\\.zst):(\\d+) ")
                .matcher(back.text());
        assertThat(found.find()).as(back.text()).isTrue();
        assertThat(undisturbed.run().corpora().resolve(found.group(2))).exists();
        Outcome forth = InProcess.run(
                "local[2]",
                undisturbed.run().command("lineage", "--stage", "P-G-replay-25", "--document", found.group(1)));
        assertThat(forth.text()).contains("    position 3: ");
    }

    @Test
    void overlapIsToldBeforeTrainingAndStandsBesideTheCorpora() throws IOException {
        assertThat(undisturbed.outcome().text())
                .containsSubsequence(
                        "overlap of G: ",
                        "validation 13-grams occur in its training documents",
                        "in those of P",
                        "train P");
        assertThat(undisturbed.artefacts().find("overlap.json")).hasSize(9);
        assertThat(Files.readString(undisturbed.run().workspace().resolve("report/report.json")))
                .contains("\"overlaps\":[{\"overlap\":{\"validation\":\"P\",\"training\":\"G\",\"nGram\":13");
    }

    @Test
    void tokenizersAreComparedOnEveryDistribution() throws IOException {
        Path other = undisturbed.run().folder().resolve("other.json");
        Outcome trained =
                InProcess.run("local[2]", undisturbed.run().command("train-tokenizer", "--output", other.toString()));
        assertThat(trained.exitCode()).as(trained.text()).isZero();
        Outcome compared = InProcess.run(
                "local[2]",
                undisturbed.run().command("tokenizer-report", "--tokenizer", other.toString(), "--sample", "50 %"));
        assertThat(compared.exitCode()).as(compared.text()).isZero();
        assertThat(compared.text()).contains("bytes/token", "a sample of 50 % of the documents, by hash", "of 240, S ");
        Path report = undisturbed.run().workspace().resolve("report");
        assertThat(report.resolve("tokenizers.csv")).content().hasLineCount(1 + 2 * 3);
        assertThat(report.resolve("tokenizers.html")).content().contains("</html>");
        Outcome twice = InProcess.run(
                "local[2]", undisturbed.run().command("tokenizer-report", "--tokenizer", "miniature=" + other));
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.text()).contains("two are called 'miniature'");
    }

    @Test
    void adviceNamesTheReportOfThisVeryShift() throws IOException {
        Path report = undisturbed.run().workspace().resolve("report");
        Outcome advised = InProcess.run(
                "local[2]", undisturbed.run().command("advise", "--new", "G", "--report", report.toString()));
        assertThat(advised.exitCode()).as(advised.text()).isZero();
        assertThat(advised.text())
                .contains("of P while learning G", "paper, strong shift", "EXTRAPOLATES", "miniature (P to G after P)")
                .doesNotContain("no report of yours");
        JsonNode advice =
                Json.read(Files.readString(report.resolve("advice/P-to-G/advice.json")), JsonNode.class, "advice.json");
        assertThat(advice.get("extrapolates").asBoolean()).isTrue();
        assertThat(advice.at("/probe/divergence").asDouble()).isBetween(0.3, 1.0);
        assertThat(advice.at("/probe/divergence_within_old").asDouble()).isBetween(0.0, 0.05);
        assertThat(advice.at("/probe/on_new/loss").asDouble()).isEqualTo(mean("P-on-G"));
        assertThat(report.resolve("advice/P-to-G/advice.txt")).content().contains("token distributions");
    }

    @Test
    void parallelismChangesNoByte() throws IOException, InterruptedException {
        MiniatureRun other = MiniatureRun.fresh("four-at-once");
        Outcome outcome = Launcher.run(
                other.folder().resolve("run.log"), Launcher.local("local[4]"), "perennial", other.command("run"));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(new Artefacts(other.workspace()).digests())
                .isEqualTo(undisturbed.artefacts().digests());
    }

    @Test
    void sessionsOfOneProcessDoNotMixTheirTokenizers() throws IOException {
        MiniatureRun other = MiniatureRun.fresh("other-tokenizer");
        Outcome outcome = InProcess.run(
                "local[2]", other.command("tokenize", "--corpus", "P", "--set", "tokenizer.vocabulary=300"));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        for (Path shard : new Artefacts(other.workspace()).find("shard-00000.parquet")) {
            try (RecordSource<ShardDocument> documents =
                    ShardFormat.open(new org.apache.hadoop.fs.Path(shard.toUri()), new Configuration())) {
                for (ShardDocument each = documents.next(); each != null; each = documents.next()) {
                    assertThat(Arrays.stream(TokenWidth.UINT16.unpack(each.tokens()))
                                    .max()
                                    .orElse(0))
                            .isLessThan(300);
                }
            }
        }
    }

    private double mean(String name) throws IOException {
        Path file = undisturbed.artefacts().find("loss.json").stream()
                .filter(each -> each.getParent().getFileName().toString().startsWith(name + "-"))
                .findFirst()
                .orElseThrow();
        return Json.read(Files.readString(file), Loss.class, file.toString()).mean();
    }
}
