package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.internal.SQLConf$;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** conf/clusters: settings that Spark knows, with values that it takes. */
class ClusterFilesTest {
    /** Keys of parts of Spark that are not resolved here, of Hadoop, and of resources whose names are free. */
    private static final List<String> OTHERS = List.of(
            "spark.master",
            "spark.stage.maxConsecutiveAttempts",
            "spark.network.crypto.authEngineVersion",
            "spark.kubernetes.",
            "spark.yarn.",
            "spark.hadoop.",
            "spark.executorEnv.",
            "spark.metrics.conf.",
            "spark.rapids.",
            "spark.executor.resource.",
            "spark.task.resource.");

    static Stream<Path> files() throws IOException {
        return Files.list(Launcher.ROOT.resolve("conf/clusters"))
                .filter(file -> file.toString().endsWith(".conf"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("files")
    void sparkKnowsEveryKeyAndTakesItsValue(Path file) throws IOException, ClassNotFoundException {
        // Spark's entries register themselves when the objects that hold them are loaded.
        for (String holder : List.of("package$", "Network$", "UI$", "Deploy$", "Status$", "Worker$")) {
            Class.forName("org.apache.spark.internal.config." + holder);
        }
        SparkConf conf = new SparkConf(false);
        Properties properties = properties(file);
        properties.stringPropertyNames().forEach(key -> conf.set(key, properties.getProperty(key)));
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith("spark.sql.")) {
                assertThat(SQLConf$.MODULE$.containsConfigKey(key)).as(key).isTrue();
                new SQLConf().setConfString(key, properties.getProperty(key));
            } else if (OTHERS.stream().noneMatch(key::startsWith)) {
                ConfigEntry<?> entry = ConfigEntry.findEntry(key);
                assertThat(entry).as(key).isNotNull();
                assertThat(conf.get(entry)).as(key).isNotNull();
            }
        }
    }

    /** Those that say where a job runs, and not only how it is watched. */
    static Stream<Path> clusters() throws IOException {
        return files().filter(file -> !file.endsWith("watching.conf"));
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void trainingFindsItsFlagsAndNothingIsSecret(Path file) throws IOException {
        Properties properties = properties(file);
        assertThat(properties.getProperty("spark.driver.extraJavaOptions", "")).contains("jdk.incubator.vector");
        assertThat(properties.getProperty("spark.dynamicAllocation.enabled", "false"))
                .isEqualTo("false");
        assertThat(properties.stringPropertyNames())
                .noneMatch(key -> key.matches("(?i).*(secret|password|access\\.key).*"));
        if (!properties.getProperty("spark.master", "").startsWith("local")) {
            assertThat(properties)
                    .containsEntry("spark.authenticate", "true")
                    .containsEntry("spark.network.crypto.enabled", "true")
                    .containsEntry("spark.io.encryption.enabled", "true");
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
