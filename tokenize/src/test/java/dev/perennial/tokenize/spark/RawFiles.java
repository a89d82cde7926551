package dev.perennial.tokenize.spark;

import dev.perennial.conf.Json;
import dev.perennial.conf.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes small JSON lines files whose texts are made up by number. */
record RawFiles(Path folder) {
    static String text(int number) {
        return "Document " + number + " tells of " + "rain and snow ".repeat(1 + number % 7) + "in year " + number * 37;
    }

    /** Texts [from, to), one a line, with the domain {@code d} + number % 2. */
    void write(String name, int from, int to) throws IOException {
        lines(
                name,
                IntStream.range(from, to)
                        .mapToObj(i -> Json.line(Map.of("text", text(i), "source", "d" + i % 2)))
                        .toList());
    }

    void lines(String name, List<String> lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines.stream().collect(Collectors.joining("\n", "", "\n")));
    }

    CorpusSource source(Share validation, Share tolerance) {
        return source("*.jsonl", validation, tolerance);
    }

    CorpusSource source(String glob, Share validation, Share tolerance) {
        return new CorpusSource(
                "made up",
                "dolma",
                List.of(folder + "/" + glob),
                validation,
                tolerance,
                Optional.empty(),
                Optional.empty(),
                256,
                true);
    }
}
