package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.PerennialException;
import dev.perennial.training.plan.Cluster;
import dev.perennial.training.plan.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSettingsTest {
    private static final long GIB = 1L << 30;
    private static final Path CLUSTERS = Path.of("..", "conf", "clusters");

    @TempDir
    Path folder;

    private Cluster read(String... lines) throws IOException {
        return ClusterSettings.read(Files.writeString(folder.resolve("mine.conf"), String.join("\n", lines)));
    }

    @Test
    void theCommittedFilesSayWhatTheyAskFor() {
        Cluster kubernetes = ClusterSettings.read(CLUSTERS.resolve("kubernetes.conf"));
        assertThat(kubernetes.name()).isEqualTo("kubernetes");
        assertThat(kubernetes.executors()).isEqualTo(8);
        assertThat(kubernetes.slots()).isEqualTo(1);
        assertThat(kubernetes.limits().heap()).isEqualTo(8 * GIB);
        assertThat(kubernetes.limits().javacpp()).isEqualTo(10 * GIB);
        assertThat(kubernetes.overhead()).isEqualTo(12 * GIB);
        assertThat(kubernetes.driverHeap()).isEqualTo(4 * GIB);
        assertThat(ClusterSettings.read(CLUSTERS.resolve("standalone.conf")).executors())
                .isEqualTo(8);
        Cluster local = ClusterSettings.read(CLUSTERS.resolve("local.conf"));
        assertThat(local.local()).isTrue();
        assertThat(local.slots()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void slotsAreThoseThatCoresAndGpusAllow() throws IOException {
        Cluster cluster = read(
                "spark.perennial.plan.executors 2",
                "spark.executor.cores 64",
                "spark.task.cpus 4",
                "spark.executor.resource.gpu.amount 8",
                "spark.task.resource.gpu.amount 1",
                "spark.perennial.plan.gpu a100-80");
        assertThat(cluster.executors()).isEqualTo(2);
        assertThat(cluster.slots()).isEqualTo(8);
        assertThat(cluster.threads()).isEqualTo(4);
        assertThat(cluster.extras().gpu()).contains(Gpu.A100_80);
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThatThrownBy(() -> read("spark.executor.cores 4"))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("nothing says how many executors it has");
        assertThatThrownBy(() -> read("spark.executor.instances 4", "spark.perennial.plan.gpus a100-80"))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("Did you mean 'gpu'?");
        assertThatThrownBy(() -> read("spark.executor.instances four"))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("a value is no number or size");
    }
}
