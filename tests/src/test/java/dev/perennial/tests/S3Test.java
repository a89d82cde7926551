package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/**
 * The miniature with its inputs and its workspace on S3, through requests that are refused, cut, slow or never answered: the same
 * bytes as on a local disk. {@code -Dperennial.s3.runs=20} does all of it, again and again with other fates, for nights; else only its
 * first stage is trained.
 */
class S3Test {
    private static final String STORE = "s3a://" + S3Server.BUCKET;

    /** In the environment, in Spark's settings and in the configuration. */
    private static final List<String> SECRETS =
            List.of("local-credential", "planted-in-settings", "planted-in-configuration");

    private static final Optional<Integer> WHOLE_RUNS = Optional.ofNullable(Integer.getInteger("perennial.s3.runs"));

    @Test
    void thePipelineGivesTheSameBytesThroughFaults() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("s3");
        try (S3Server server = S3Server.start(run.folder().resolve("server"))) {
            upload(run, server.hadoop());
            for (int attempt = 0; attempt < WHOLE_RUNS.orElse(1); attempt++) {
                String workspace = STORE + "/workspace-" + attempt;
                try (FaultyProxy proxy = FaultyProxy.before(server.port(), new Seed(attempt))) {
                    Files.writeString(
                            run.file(),
                            run.text(workspace, STORE + "/corpora")
                                    + "let.database-password = planted-in-configuration\n");
                    Outcome outcome = Launcher.run(
                            run.folder().resolve("run.log"), environment(proxy.port()), "perennial", command(run));
                    assertThat(outcome.exitCode()).as(outcome.text()).isZero();
                    assertThat(outcome.text()).contains("train P: 12,000 of 12,000 tokens");
                    assertNoSecrets(outcome.text());
                    assertThat(proxy.fates().keySet()).containsExactlyInAnyOrder(FaultyProxy.Fate.values());
                    System.err.println("S3 requests by fate: " + proxy.fates());
                }
                assertSame(run, new Path(workspace), server.hadoop());
            }
        }
    }

    private static String[] command(MiniatureRun run) {
        return WHOLE_RUNS.isPresent() ? run.command("run") : run.command("train", "--stage", "P");
    }

    private static void upload(MiniatureRun run, Configuration hadoop) throws IOException {
        Path target = new Path(STORE, "corpora");
        FileSystem files = target.getFileSystem(hadoop);
        FileUtil.copy(run.corpora().toFile(), files, target, false, hadoop);
    }

    private static void assertSame(MiniatureRun run, Path workspace, Configuration hadoop) throws IOException {
        MiniatureRun.remove(run.workspace());
        FileSystem files = workspace.getFileSystem(hadoop);
        FileUtil.copy(
                files,
                workspace,
                FileSystem.getLocal(hadoop),
                new Path(run.workspace().toUri()),
                false,
                hadoop);
        try (Stream<java.nio.file.Path> all = Files.walk(run.workspace())) {
            for (java.nio.file.Path each : all.filter(Files::isRegularFile).toList()) {
                assertNoSecrets(Files.readString(each, StandardCharsets.ISO_8859_1));
            }
        }
        Map<String, String> digests = new Artefacts(run.workspace()).digests();
        Map<String, String> expected = Undisturbed.get().artefacts().digests();
        if (WHOLE_RUNS.isPresent()) {
            assertThat(run.workspace().resolve("report/index.html")).content().contains("database-password");
            assertThat(digests).isEqualTo(expected);
        } else {
            assertThat(digests.keySet()).anyMatch(file -> file.startsWith("checkpoints/P-"));
            assertThat(expected).containsAllEntriesOf(digests);
        }
    }

    private static void assertNoSecrets(String text) {
        SECRETS.forEach(secret -> assertThat(text.contains(secret)).as(secret).isFalse());
    }

    private static Map<String, String> environment(int port) {
        Map<String, String> environment = new HashMap<>(Launcher.local("local[2]"));
        String settings = S3Server.settings(port).entrySet().stream()
                .map(entry -> " -Dspark.hadoop." + entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining());
        settings += " -Dspark.hadoop.fs.example.secret.key=planted-in-settings";
        environment.merge("PERENNIAL_JAVA", settings, String::concat);
        environment.putAll(S3Server.credentials());
        return environment;
    }
}
