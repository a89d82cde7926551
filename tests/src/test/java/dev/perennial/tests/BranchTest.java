package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Models that leave a run half way, and models that come from elsewhere, through the command line. */
class BranchTest {
    /** Constant from token 3,000 of 12,000 to the end. */
    private static final String[] INFINITE = {
        "--set",
        "stages.P.schedule={curve=infinite,peak=1e-2,constant=5e-3,floor=1e-3,warm-up=5 %,cooldown=20 %,anneal=0}"
    };

    private static Outcome run(MiniatureRun run, String command, String... more) {
        String[] all = Stream.of(INFINITE, more).flatMap(Stream::of).toArray(String[]::new);
        return InProcess.run("local[2]", run.command(command, all));
    }

    @Test
    void anAnnealLeavesTheConstantPhaseAndTheRunGoesOnAsIfNothingHadBeen() throws IOException {
        MiniatureRun branched = MiniatureRun.fresh("branched");
        Outcome branch = run(branched, "branch", "--stage", "P", "--at", "6k", "--anneal", "2k");
        assertThat(branch.exitCode()).as(branch.text()).isZero();
        // Rounds of 768 tokens: the eighth reaches 6,000.
        assertThat(branch.text())
                .contains("'P' after 6,144 tokens, round 8", "replay = { of = P, share = 100 %, from = 192 }");
        JsonNode state = state(branched, "P-at-6144-annealed");
        assertThat(state.path("phase").asText()).isEqualTo("anneal");
        assertThat(state.path("iteration").asInt()).isEqualTo(16 + 6);
        assertThat(Files.readString(folder(branched, "P-at-6144-annealed").resolve("metrics.jsonl"))
                        .lines())
                .last()
                .asString()
                .contains("\"rate\":0.001");
        assertThat(state(branched, "P-at-6144").path("phase").asText()).isEqualTo("constant");

        assertThat(run(branched, "train", "--stage", "P").exitCode()).isZero();
        MiniatureRun alone = MiniatureRun.fresh("unbranched");
        assertThat(run(alone, "train", "--stage", "P").exitCode()).isZero();
        assertThat(ofWholeRun(branched)).isNotEmpty().isEqualTo(ofWholeRun(alone));
    }

    @Test
    void aPointOutsideTheConstantPhaseIsRefusedByItsPhase() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("refused");
        Outcome cooling = run(run, "branch", "--stage", "P", "--at", "2k");
        assertThat(cooling.exitCode()).isEqualTo(2);
        assertThat(cooling.text())
                .contains("is in the phase cooldown there, expected constant: which is from token 3,000 to 12,000");
        Outcome cosine = InProcess.run("local[2]", run.command("branch", "--stage", "P", "--at", "6k"));
        assertThat(cosine.exitCode()).isEqualTo(2);
        assertThat(cosine.text()).contains("is in the phase decay there", "it has no constant phase");
    }

    @Test
    void anExportedModelIsImportedAndContinued() throws IOException {
        Undisturbed made = Undisturbed.get();
        MiniatureRun run = MiniatureRun.fresh("imported");
        Path foreign = run.folder().resolve("foreign");
        Outcome export = InProcess.run(
                "local[2]",
                "export-model",
                folder(made.run(), "P").toString(),
                "--output",
                foreign.toString(),
                "--format",
                "bf16",
                "--shard-megabytes",
                "1");
        assertThat(export.exitCode()).as(export.text()).isZero();
        String stages =
                """
                models { elsewhere { folder = "%s" } }
                stages { N { parent = elsewhere, data { G = 1 }, tokens = 3k, schedule = ${let.rewarmed} } }
                evaluate { on = [P, G] }
                """
                        .formatted(foreign);
        String text = Files.readString(run.file());
        Files.writeString(run.file(), text.substring(0, text.indexOf("stages {")) + stages);
        Outcome evaluated = InProcess.run("local[2]", run.command("evaluate"));
        assertThat(evaluated.exitCode()).as(evaluated.text()).isZero();
        assertThat(evaluated.text()).contains("elsewhere on P:", "elsewhere on G:", "N on G:", "against elsewhere");
        Outcome reported = InProcess.run("local[2]", run.command("report"));
        assertThat(reported.exitCode()).as(reported.text()).isZero();

        Outcome refused = InProcess.run(
                "local[2]",
                run.command("train", "--set", "stages.N.schedule={curve=wsd,peak=1e-2,floor=1e-3,warm-up=0}"));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.text()).contains("'elsewhere' is imported and counts as cooled");
    }

    private static Path folder(MiniatureRun run, String name) throws IOException {
        try (Stream<Path> all = Files.list(run.workspace().resolve("checkpoints"))) {
            return all.filter(each -> each.getFileName().toString().matches(name + "-[0-9a-f]{12}"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static JsonNode state(MiniatureRun run, String name) throws IOException {
        Path file = folder(run, name).resolve("training-state.json");
        return Json.read(Files.readString(file), JsonNode.class, file.toString());
    }

    private static Map<String, String> ofWholeRun(MiniatureRun run) throws IOException {
        Map<String, String> all = new TreeMap<>(new Artefacts(run.workspace()).digests());
        String folder = folder(run, "P").getFileName().toString();
        all.keySet().removeIf(file -> !file.startsWith("checkpoints/" + folder));
        return all;
    }
}
