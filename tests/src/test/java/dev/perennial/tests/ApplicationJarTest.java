package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the one jar for spark-submit: all that Spark does not bring, and nothing that it does. */
class ApplicationJarTest {
    private static final Path JAR = Launcher.ROOT.resolve("jobs/target/perennial.jar");

    @Test
    void noClassStandsBesideOneOfSparks() throws IOException {
        Set<String> both = classes(JAR);
        both.retainAll(classes(list("scripts/spark")));
        assertThat(both).isEmpty();
    }

    /** One listener of DL4J's wants fastutil; gson is Spark's; annotations and suffix lists stand in ND4J's jars by mistake. */
    @Test
    void everyClassOfTheResolvedPathIsInTheJarOrInSpark() throws IOException {
        Set<String> missing = classes(list("jobs"));
        missing.removeAll(classes(JAR));
        missing.removeAll(classes(list("scripts/spark")));
        missing.removeIf(name -> name.startsWith("it/unimi/dsi/fastutil/"));
        assertThat(missing).isEmpty();
    }

    @Test
    void servicesOfAllPartsAreThereAndNoSignatures() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(Object::toString))
                    .contains("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend")
                    .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
            assertThat(new String(
                            jar.getInputStream(jar.getEntry("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend"))
                                    .readAllBytes()))
                    .contains("CpuBackend");
        }
    }

    private static Path[] list(String module) throws IOException {
        String entries = Files.readString(Launcher.ROOT.resolve(module).resolve("target/classpath.txt"));
        return Stream.of(entries.strip().split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
    }

    private static Set<String> classes(Path... jars) throws IOException {
        Set<String> classes = new TreeSet<>();
        for (Path each : jars) {
            try (JarFile jar = new JarFile(each.toFile())) {
                jar.stream()
                        .map(Object::toString)
                        .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                        .forEach(classes::add);
            }
        }
        return classes;
    }
}
