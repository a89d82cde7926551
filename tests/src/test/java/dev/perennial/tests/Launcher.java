package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts programs of {@code scripts/} as a person would, in a process of their own; what they say goes to a log file. */
final class Launcher {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int LIMIT_SECONDS = 400;
    private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?([^'\\n]*)'?");

    private Launcher() {}

    /** A started program. */
    record Child(Process process, Path log) {
        Outcome await() throws IOException, InterruptedException {
            try {
                assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                        .as("ended within %d s, see %s", LIMIT_SECONDS, log)
                        .isTrue();
                return new Outcome(process.exitValue(), Files.readString(log));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** What a script prints for a shell's {@code eval}: name to value. */
    static Map<String, String> exports(String text) {
        Map<String, String> environment = new TreeMap<>();
        Matcher exports = EXPORT.matcher(text);
        while (exports.find()) {
            environment.put(exports.group(1), exports.group(2));
        }
        return environment;
    }

    /** The environment of a run without a cluster, in a JVM of its own. */
    static Map<String, String> local(String master) {
        return Map.of("PERENNIAL_JAVA", "-Dspark.master=" + master, "PERENNIAL_HEAP", "1g");
    }

    /** Starts {@code scripts/<program>} with these variables laid over the environment. */
    static Child start(Path log, Map<String, String> environment, String program, String... arguments)
            throws IOException {
        return start(log, environment, ROOT.resolve("scripts").resolve(program), arguments);
    }

    /** Starts any program with these variables laid over the environment. */
    static Child start(Path log, Map<String, String> environment, Path program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        builder.environment().remove("SPARK_HOME");
        builder.environment().putAll(environment);
        return new Child(builder.start(), log);
    }

    static Outcome run(Path log, Map<String, String> environment, String program, String... arguments)
            throws IOException, InterruptedException {
        return start(log, environment, program, arguments).await();
    }
}
