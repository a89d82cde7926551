package dev.perennial.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Headless Chromium as a process: what a page's elements are once its scripts have run. */
final class Browser {
    static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final int LIMIT_SECONDS = 120;

    private Browser() {}

    /** The elements of the page, written back as HTML. */
    static String elements(Path page, Path scratch) throws IOException, InterruptedException {
        Path output = scratch.resolve("elements.html");
        run(scratch, output, List.of("--dump-dom", page.toUri().toString()));
        return Files.readString(output);
    }

    private static void run(Path scratch, Path output, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        Stream.of(
                        "headless",
                        "no-sandbox",
                        "disable-gpu",
                        "disable-quic",
                        "no-first-run",
                        "disable-background-networking",
                        "disable-component-update",
                        "disable-sync",
                        "window-size=1280,2400",
                        "user-data-dir=" + Files.createTempDirectory(scratch, "profile"))
                .map(option -> "--" + option)
                .forEach(command::add);
        command.addAll(arguments);
        Process browser = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(scratch.resolve("browser.log").toFile())
                .start();
        if (!browser.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            browser.destroyForcibly();
            throw new IOException("the browser did not end within " + LIMIT_SECONDS + " s");
        }
    }
}
