package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong is said in one sentence that names the thing, with the exit code of whoever can mend it; nothing half-made stays. */
class BadInputTest {
    private static final int USER_INPUT = 2;
    private static final int DATA = 3;
    private static final int RESOURCES = 4;

    @Test
    void missingConfigurationIsTheUsers() {
        Outcome outcome = InProcess.run("local[2]", "run", "--conf", "nowhere/quickstart.conf");
        assertRefused(outcome, USER_INPUT, "Cannot read the configuration: no file at 'nowhere/quickstart.conf'");
    }

    @Test
    void missingCorpusFileIsTheUsers() throws IOException {
        Outcome outcome = refused("missing", "run", "--set", "corpora.S.files=[\"nowhere/*.jsonl\"]");
        assertRefused(outcome, USER_INPUT, "Cannot find input files: nothing matches 'nowhere/*.jsonl'");
    }

    @Test
    void unknownKeyIsRefusedWithSuggestionAndPlace() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("bad-key");
        Files.writeString(run.file(), Files.readString(run.file()).replace("workers = 3", "worker = 3"));
        Outcome outcome = InProcess.run("local[2]", run.command("run"));
        assertRefused(outcome, USER_INPUT, "worker", "Did you mean 'workers'?", "miniature.conf:12:");
    }

    @Test
    void shareAboveOneIsRefused() throws IOException {
        Outcome outcome = refused("share", "run", "--set", "stages.P-G-replay-25.replay.share=1.5");
        assertRefused(outcome, USER_INPUT, "Cannot read a share: got '1.5'");
    }

    @Test
    void everyProblemIsToldAtOnce() throws IOException {
        Outcome outcome = refused(
                "many",
                "run",
                "--set",
                "stages.P-G-replay-25.replay.share=1.5",
                "--set",
                "modell.layers=1",
                "--set",
                "evaluate.old=Q");
        assertRefused(outcome, USER_INPUT, "share", "modell");
    }

    @Test
    void tokenizerThatIsNoneIsRefused() throws IOException {
        Path file = MiniatureRun.fresh("bad-tokenizer").folder().resolve("tokenizer.json");
        String set = "tokenizer.file=\"" + file + "\"";
        Files.writeString(file, "{\"version\": \"1.0\"}");
        assertRefused(refused("tokenizer", "run", "--set", set), DATA, file + ": Cannot read tokenizer.json");
        Files.writeString(file, "hello");
        assertRefused(
                refused("tokenizer", "run", "--set", set), DATA, file + ": Cannot read tokenizer.json: it is not JSON");
    }

    @Test
    void malformedLinesBeyondToleranceAreTheDatas() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("bad-lines");
        Path file = run.folder().resolve("broken.jsonl");
        String good = Files.readString(run.corpora().resolve("G-0.jsonl"));
        Files.writeString(file, good + "{\"content\": \"cut sho\n".repeat(5));
        Outcome outcome = InProcess.run(
                "local[2]", run.command("tokenize", "--corpus", "G", "--set", "corpora.G.files=[\"" + file + "\"]"));
        assertRefused(outcome, DATA, "Cannot accept the corpus 'G': 5 of 125 rows were rejected", "rejected.jsonl");
        Artefacts artefacts = new Artefacts(run.workspace());
        assertThat(artefacts.manifests())
                .noneMatch(manifest -> manifest.toString().contains("/corpora/"));
        assertThat(Files.readString(artefacts.find("rejected.jsonl").get(0))).contains("\"line\":121", "broken.jsonl");
    }

    @Test
    void corruptShardIsNamed() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("bad-shard");
        assertThat(InProcess.run("local[2]", run.command("tokenize")).exitCode())
                .isZero();
        Path shard = new Artefacts(run.workspace())
                .find("shard-00000.parquet").stream()
                        .filter(each -> each.toString().contains("/P-")
                                && each.toString().contains("train"))
                        .findFirst()
                        .orElseThrow();
        byte[] bytes = Files.readAllBytes(shard);
        bytes[bytes.length / 2] ^= 1;
        Files.write(shard, bytes);
        assertRefused(
                InProcess.run("local[2]", run.command("mix", "--stage", "P")), DATA, "Cannot read", shard.toString());
        // Without Hadoop's own checksums, Parquet's remain.
        Files.delete(shard.resolveSibling("." + shard.getFileName() + ".crc"));
        assertRefused(
                InProcess.run("local[2]", run.command("mix", "--stage", "P")), DATA, "Cannot read", shard.toString());
        assertThat(new Artefacts(run.workspace()).manifests())
                .noneMatch(each -> each.toString().contains("/streams/"));
    }

    @Test
    void cutStreamIsNamed() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("bad-stream");
        assertThat(InProcess.run("local[2]", run.command("mix", "--stage", "P")).exitCode())
                .isZero();
        Path stream =
                new Artefacts(run.workspace()).find("stream-00000.parquet").get(0);
        byte[] bytes = Files.readAllBytes(stream);
        Files.write(stream, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        assertRefused(
                InProcess.run("local[2]", run.command("train", "--stage", "P")),
                DATA,
                "Cannot read",
                stream.toString());
        assertThat(new Artefacts(run.workspace()).manifests())
                .noneMatch(each -> each.toString().contains("/checkpoints/"));
    }

    @Test
    void corpusWithoutValidationIsToldBeforeAnythingIsMixedOrTrained() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("bad-validation");
        for (String command : new String[] {"evaluate", "run"}) {
            Outcome outcome = InProcess.run(
                    "local[2]", run.command(command, "--set", "corpora.G.validation=0", "--set", "evaluate.on=[G]"));
            assertRefused(outcome, USER_INPUT, "Cannot evaluate on 'G': it has no validation documents");
        }
        assertThat(new Artefacts(run.workspace()).manifests())
                .noneMatch(each -> each.toString().contains("/streams/"));
    }

    @Test
    void checkpointWithABrokenHeaderIsNamedWhereItIsEvaluated() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("bad-header");
        assertThat(InProcess.run("local[2]", run.command("train")).exitCode()).isZero();
        Path model = new Artefacts(run.workspace())
                .find("model.safetensors").stream()
                        .filter(each ->
                                each.getParent().getFileName().toString().matches("P-[0-9a-f]+"))
                        .findFirst()
                        .orElseThrow();
        Files.delete(model.resolveSibling("." + model.getFileName() + ".crc"));
        byte[] bytes = Files.readAllBytes(model);
        // The length of the header, of which a careless reader would allocate 2^62 bytes.
        bytes[7] = 0x40;
        Files.write(model, bytes);
        assertRefused(
                InProcess.run("local[2]", run.command("evaluate")),
                DATA,
                "Cannot read",
                model.toString(),
                "its header claims ");
    }

    @Test
    void workspaceInUseIsLeftAlone() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("bad-lock");
        Files.createDirectories(run.workspace());
        try (FileChannel channel = FileChannel.open(
                        run.workspace().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            Outcome outcome = Launcher.run(run.folder().resolve("run.log"), Map.of(), "perennial", run.command("run"));
            assertRefused(
                    outcome, RESOURCES, "Cannot use the workspace '" + run.workspace() + "': another run is in it");
        }
    }

    private static Outcome refused(String name, String command, String... more) throws IOException {
        return InProcess.run("local[2]", MiniatureRun.fresh("refused-" + name).command(command, more));
    }

    private static void assertRefused(Outcome outcome, int exitCode, String... parts) {
        assertThat(outcome.exitCode()).as(outcome.text()).isEqualTo(exitCode);
        assertThat(outcome.text())
                .contains(parts)
                .contains("error: ", "Cannot ")
                .doesNotContain("\tat ");
    }
}
