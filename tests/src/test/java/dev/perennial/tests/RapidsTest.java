package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Which operators Spark RAPIDS would take to a GPU, as its plugin says on a machine without one; conf/clusters/RAPIDS.md has the
 * table. The plugin is 600 MB: {@code mvn -Prapids verify} fetches it.
 */
class RapidsTest {
    private static final Path JAR = Path.of("target", "rapids", "rapids.jar").toAbsolutePath();
    private static final Path CONF = Launcher.ROOT.resolve("conf/clusters/rapids.conf");

    /** A star is taken, an exclamation mark stays; what is an at-sign could be taken, but what it belongs to is not. */
    private static final Pattern OPERATOR =
            Pattern.compile("^ *([*!]) ?(?:Exec )?<(\\w+Exec)> (?:will|cannot) run", Pattern.MULTILINE);

    @Test
    void operatorsThatGoToTheGpuAreThoseOfTheTable() throws IOException, InterruptedException {
        assumeThat(JAR).as("RAPIDS was not fetched: mvn -Prapids verify").exists();
        MiniatureRun run = MiniatureRun.fresh("rapids");
        LocalCluster home = LocalCluster.start(run.folder().resolve("home"), 0);
        try {
            assertThat(operators(run, "train-tokenizer", home.environment()))
                    .containsExactly("! RDDScanExec", "! ShuffleExchangeExec", "* HashAggregateExec");
            assertThat(operators(run, "tokenize", home.environment()))
                    .containsExactly(
                            "! DeserializeToObjectExec", "! RDDScanExec", "! ShuffleExchangeExec", "! SortExec");
            assertThat(operators(run, "mix", home.environment()))
                    .containsExactly(
                            "! DeserializeToObjectExec", "! RDDScanExec", "* ShuffleExchangeExec", "* SortExec");
        } finally {
            home.stop();
        }
    }

    @Test
    void aGpuThatIsNotThereIsMissedBeforeAnyWork() throws IOException {
        assumeThat(Path.of("/proc/driver/nvidia/gpus"))
                .as("this machine has a GPU")
                .doesNotExist();
        MiniatureRun run = MiniatureRun.fresh("no-gpu");
        Outcome outcome = InProcess.run("local[2]", run.command("mix", "--gpu"));
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.text()).contains("Cannot use a GPU: this machine has none", "Leave --gpu out");
        assertThat(run.workspace()).doesNotExist();
    }

    @Test
    void executorsThatAreNotPromisedAGpuAreMissedBeforeAnyWork() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("no-gpu-cluster");
        Outcome outcome = InProcess.run("spark://127.0.0.1:1", run.command("tokenize", "--gpu"));
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.text()).contains("executors are promised none", "conf/clusters/rapids.conf");
        assertThat(run.workspace()).doesNotExist();
    }

    private static Set<String> operators(MiniatureRun run, String command, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--properties-file", CONF.toString(), "--master", "local[2]"));
        for (String setting : List.of(
                "spark.rapids.sql.mode=explainOnly",
                "spark.rapids.skipGpuArchitectureCheck=true",
                "spark.rapids.sql.explain=ALL",
                "spark.executor.resource.gpu.amount=0",
                "spark.task.resource.gpu.amount=0",
                "spark.driver.memory=1g")) {
            arguments.addAll(List.of("--conf", setting));
        }
        arguments.addAll(List.of(
                // Explanations are long messages of many lines, which our own log format cuts.
                "--driver-java-options",
                "--add-modules=jdk.incubator.vector -Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties",
                "--jars",
                JAR.toString(),
                "--class",
                "dev.perennial.jobs.Perennial",
                Launcher.ROOT.resolve("jobs/target/perennial.jar").toString()));
        arguments.addAll(List.of(run.command(command)));
        Outcome outcome = Launcher.start(
                        run.folder().resolve(command + ".log"),
                        environment,
                        Path.of(environment.get("SPARK_HOME"), "bin", "spark-submit"),
                        arguments.toArray(String[]::new))
                .await();
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        Set<String> operators = new TreeSet<>();
        Matcher found = OPERATOR.matcher(outcome.text());
        while (found.find()) {
            operators.add(found.group(1) + " " + found.group(2));
        }
        return operators;
    }
}
