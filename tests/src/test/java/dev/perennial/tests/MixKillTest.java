package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Json;
import dev.perennial.conf.Seed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A mix on two executors in which an executor or the driver is killed with -9 at random moments: the same command ends with the
 * bytes of an undisturbed run. {@code -Dperennial.kills=10} asks for more than one of each, {@code -Dperennial.kills.tokens=100M}
 * for a longer mix.
 */
@Tag("long")
class MixKillTest {
    private static final int KILLS = Integer.getInteger("perennial.kills", 2);
    private static final String TOKENS = System.getProperty("perennial.kills.tokens", "4M");
    private static final int DOCUMENTS = 20_000;
    private static final String BEGUN = "mixing the stream of";

    private static MiniatureRun home;
    private static LocalCluster cluster;
    private static Map<String, String> environment;
    private static Map<String, String> undisturbed;
    private static long wholeMillis;

    @BeforeAll
    static void mixUndisturbed() throws IOException, InterruptedException {
        home = MiniatureRun.fresh("mix-kills");
        Files.writeString(home.file(), configuration());
        writeTexts(home.folder().resolve("texts.jsonl"));
        Outcome tokenized = Launcher.run(
                home.folder().resolve("tokenize.log"),
                Launcher.local("local[2]"),
                "perennial",
                home.command("tokenize"));
        assertThat(tokenized.exitCode()).as(tokenized.text()).isZero();
        cluster = LocalCluster.start(home.folder().resolve("cluster"), 2);
        environment = new HashMap<>(cluster.environment());
        Launcher.Child child = mix("undisturbed");
        awaitBegin(child);
        long begin = System.nanoTime();
        Outcome whole = child.await();
        wholeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertThat(whole.exitCode()).as(whole.text()).isZero();
        undisturbed = new Artefacts(home.workspace()).digests();
    }

    @AfterAll
    static void stopCluster() throws IOException, InterruptedException {
        if (cluster != null) {
            cluster.stop();
        }
    }

    @Test
    void anExecutorOrTheDriverKilledAtAnyMomentChangesNoByte() throws IOException, InterruptedException {
        SplittableRandom random =
                new SplittableRandom(new Seed(11).named("kills of a mix").value());
        List<String> table = new ArrayList<>(List.of(
                "| kill | after ms of " + wholeMillis + " | the run then | the same command again | streams |",
                "|---|---|---|---|---|"));
        for (int kill = 0; kill < KILLS; kill++) {
            MiniatureRun.remove(home.workspace().resolve("streams"));
            long moment = random.nextLong(wholeMillis * 9 / 10);
            table.add(kill % 2 == 0 ? killExecutor(kill, moment) : killDriver(kill, moment));
            assertThat(new Artefacts(home.workspace()).digests()).isEqualTo(undisturbed);
        }
        Files.write(home.folder().resolve("kills.md"), table);
    }

    private static String killExecutor(int kill, long moment) throws IOException, InterruptedException {
        Launcher.Child child = mix("kill-" + kill);
        awaitBegin(child);
        Thread.sleep(moment);
        List<ProcessHandle> executors = cluster.executors();
        boolean killed = !executors.isEmpty()
                && executors.get(kill / 2 % executors.size()).destroyForcibly();
        Outcome outcome = child.await();
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return row(killed ? "executor" : "executor, too late", moment, "went on to the end", "not needed");
    }

    private static String killDriver(int kill, long moment) throws IOException, InterruptedException {
        Launcher.Child child = mix("kill-" + kill);
        awaitBegin(child);
        Thread.sleep(moment);
        boolean killed = child.process().isAlive();
        child.process().destroyForcibly().waitFor();
        // Whatever has a manifest is whole: this reads every listed file.
        new Artefacts(home.workspace()).digests();
        Outcome again = mix("again-" + kill).await();
        assertThat(again.exitCode()).as(again.text()).isZero();
        return row(killed ? "driver" : "driver, too late", moment, "died", "ended well");
    }

    private static String row(String who, long moment, String then, String again) {
        return "| " + who + " | " + moment + " | " + then + " | " + again + " | the same bytes |";
    }

    private static Launcher.Child mix(String log) throws IOException {
        return Launcher.start(home.folder().resolve(log + ".log"), environment, "perennial", home.command("mix"));
    }

    private static void awaitBegin(Launcher.Child child) throws IOException, InterruptedException {
        while (child.process().isAlive() && !Files.readString(child.log()).contains(BEGUN)) {
            Thread.sleep(20);
        }
        assertThat(child.process().isAlive()).as("alive, see %s", child.log()).isTrue();
    }

    private static void writeTexts(Path file) throws IOException {
        SplittableRandom random =
                new SplittableRandom(new Seed(11).named("texts").value());
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int document = 0; document < DOCUMENTS; document++) {
                StringBuilder text = new StringBuilder();
                for (int word = random.nextInt(10, 120); word > 0; word--) {
                    text.append(Integer.toString(random.nextInt(4000), Character.MAX_RADIX))
                            .append(' ');
                }
                out.write(Json.line(Map.of("text", text.toString())));
                out.newLine();
            }
        }
    }

    private static String configuration() {
        return """
            name = mix-kills
            workspace = "%s"
            seed = 11
            corpora {
              P { format = dolma, validation = 10 %%, files = ["%s"] }
            }
            tokenizer { vocabulary = 512 }
            model { layers = 1, width = 32, heads = 2, context = 128 }
            let.flat { curve = constant, rate = 1e-3 }
            stages {
              P { data { P = 1 }, tokens = %3$s, epochs = 100, schedule = ${let.flat} }
              P-P-replay-25 {
                parent = P
                data { P = 1 }
                replay { of = P, share = 25 %% }
                tokens = %3$s
                epochs = 100
                schedule = ${let.flat}
              }
            }
            """
                .formatted(home.workspace(), home.folder().resolve("texts.jsonl"), TOKENS);
    }
}
