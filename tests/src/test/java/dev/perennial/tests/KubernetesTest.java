package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * conf/clusters/kubernetes.conf through spark-submit, against {@link FakeKubernetes}: Spark's own side is real, the cluster is not. What pods are
 * asked for, and that a driver and executors which are started as their pods say give the bytes of one machine.
 */
class KubernetesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Path spark;

    /** Runs nothing. */
    private static final FakeKubernetes.Node NOWHERE = new FakeKubernetes.Node() {
        @Override
        public void run(FakeKubernetes kubernetes, ObjectNode pod) {}

        @Override
        public void remove(String pod) {}
    };

    @BeforeAll
    static void makeHome() throws IOException, InterruptedException {
        Path home = MiniatureRun.fresh("kubernetes-home").folder();
        spark = home.resolve("spark");
        Outcome outcome = Launcher.run(home.resolve("make.log"), Map.of(), "spark/make-home", spark.toString());
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    @Test
    void driverPodIsAsTheFileSays() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("kubernetes-pod");
        try (FakeKubernetes kubernetes = FakeKubernetes.start(NOWHERE)) {
            Outcome outcome =
                    submit(kubernetes, run, List.of("--conf", "spark.kubernetes.submission.waitAppCompletion=false"));
            assertThat(outcome.exitCode()).as(outcome.text()).isZero();
            JsonNode pod = kubernetes.made("pods").get(0);
            JsonNode container = pod.at("/spec/containers/0");
            assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("perennial");
            assertThat(container.path("image").asText()).isEqualTo("registry.example/perennial:0.1");
            // 4 GiB of heap and Spark's tenth.
            assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("4505Mi");
            assertThat(container.at("/resources/requests/cpu").asText()).isEqualTo("1");
            assertThat(text(container.path("args")))
                    .contains("driver", "dev.perennial.jobs.RunJob", "/etc/perennial/my.conf")
                    .contains("local:///opt/perennial/perennial.jar");
            assertThat(text(container.path("volumeMounts"))).contains("/etc/perennial");
            assertThat(text(pod.at("/spec/volumes"))).contains("perennial-experiment");
            String properties = kubernetes.standing("configmaps").stream()
                    .map(map -> map.at("/data/spark.properties").asText())
                    .reduce("", String::concat);
            assertThat(properties).contains("jdk.incubator.vector", "spark.executor.memoryOverhead=12g");
        }
    }

    @Test
    @Tag("long")
    void podsStartedAsAskedForGiveTheSameBytes() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("kubernetes-run");
        Map<String, String> image = Map.of(
                "/opt/spark", spark.toString(),
                "/opt/perennial", Launcher.ROOT.resolve("jobs/target").toString());
        PodProcesses pods = new PodProcesses(run.folder().resolve("pods"), image);
        try (FakeKubernetes kubernetes = FakeKubernetes.start(pods)) {
            ObjectNode experiment = JSON.createObjectNode();
            experiment.putObject("metadata").put("name", "perennial-experiment");
            experiment.putObject("data").put("my.conf", Files.readString(run.file()));
            kubernetes.put("configmaps", experiment);
            Outcome outcome = submit(
                    kubernetes,
                    run,
                    List.of(
                            "--conf",
                            "spark.kubernetes.driver.master=" + kubernetes.uri(),
                            "--conf",
                            "spark.executor.instances=2",
                            "--conf",
                            "spark.executor.resource.gpu.amount=1",
                            "--conf",
                            "spark.executor.resource.gpu.vendor=nvidia.com",
                            "--conf",
                            "spark.executor.resource.gpu.discoveryScript=" + device(run),
                            "--conf",
                            "spark.task.resource.gpu.amount=1",
                            "--conf",
                            "spark.executor.memory=1g",
                            "--conf",
                            "spark.driver.memory=1g"));
            assertThat(outcome.exitCode()).as(outcome.text()).isZero();
            assertThat(kubernetes.standing("pods")).singleElement().satisfies(driver -> assertThat(
                            driver.at("/status/phase").asText())
                    .isEqualTo("Succeeded"));
            List<ObjectNode> made = kubernetes.made("pods");
            assertThat(made).hasSize(3);
            JsonNode executor = made.get(1).at("/spec/containers/0");
            // The heap asked for here, and the file's overhead.
            assertThat(executor.at("/resources/limits/memory").asText()).isEqualTo("13312Mi");
            assertThat(executor.at("/resources/limits").path("nvidia.com/gpu").asText())
                    .isEqualTo("1");
            assertThat(text(executor.path("env")))
                    .contains("jdk.incubator.vector", "maxphysicalbytes=20g", "OMP_NUM_THREADS", "OPENBLAS_CORETYPE");
        }
        assertThat(new Artefacts(run.workspace()).digests())
                .isEqualTo(Undisturbed.get().artefacts().digests());
    }

    /** A script that finds a device, as the image's would on a machine that has one. */
    private static Path device(MiniatureRun run) throws IOException {
        Path script = run.folder().resolve("find-device");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static String text(JsonNode node) {
        return node.toString();
    }

    /** As the head of the file has it. */
    private static Outcome submit(FakeKubernetes kubernetes, MiniatureRun run, List<String> options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--properties-file",
                Launcher.ROOT.resolve("conf/clusters/kubernetes.conf").toString(),
                "--master",
                "k8s://" + kubernetes.uri()));
        arguments.addAll(options);
        arguments.addAll(List.of(
                "--class",
                "dev.perennial.jobs.RunJob",
                "local:///opt/perennial/perennial.jar",
                "--conf-file",
                "/etc/perennial/my.conf"));
        Map<String, String> environment = Map.of("SPARK_HOME", spark.toString(), "SPARK_LOCAL_IP", "127.0.0.1");
        return Launcher.start(
                        run.folder().resolve("run.log"),
                        environment,
                        spark.resolve("bin/spark-submit"),
                        arguments.toArray(String[]::new))
                .await();
    }
}
