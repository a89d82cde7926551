package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dependency report that the build writes: every jar has a licence, and the conflicts it tells of are those that the parent pom settles. */
class DependencyReportTest {
    private static final Pattern PINNED =
            Pattern.compile("<groupId>([^<]+)</groupId><artifactId>([^<]+)</artifactId><version>([^<]+)</version>");

    @Test
    void everyJarHasALicenceAndEveryPinAReason() throws IOException {
        String report = Files.readString(Launcher.ROOT.resolve("jobs/target/dependencies.txt"));
        String[] parts = report.split("Known conflicts", 2);
        List<String> jars =
                parts[0].lines().filter(line -> line.startsWith("    ")).toList();
        assertThat(jars).hasSizeGreaterThan(100).allMatch(line -> line.contains("   ("));
        assertThat(parts[1]).doesNotContain("ABSENT");
        String pom = Files.readString(Launcher.ROOT.resolve("pom.xml"));
        String pins = pom.substring(pom.indexOf("<!-- Pins that keep DL4J"), pom.indexOf("<!-- Tests:"));
        List<String> pinned = PINNED.matcher(pins)
                .results()
                .map(pin -> pin.group(1) + ":" + pin.group(2) + ":" + pin.group(3))
                .filter(pin -> !pin.startsWith("org.scala-lang:scala-reflect"))
                .collect(Collectors.toList());
        assertThat(pinned).hasSizeGreaterThan(8).allSatisfy(pin -> assertThat(parts[1])
                .containsPattern("(?m)^ +" + Pattern.quote(pin) + "   "));
    }
}
