package dev.perennial.jobs.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a folder of demo corpora holds, written beside them.
 *
 * @param origin the fingerprint of the recipe and the sources, by which stale corpora are told from fresh ones
 */
record DemoContents(String origin, List<DemoFile> files) {
    private static final String NAME = "contents.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static Optional<DemoContents> in(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), DemoContents.class)) : Optional.empty();
    }

    void write(Path folder) throws IOException {
        JSON.writeValue(folder.resolve(NAME).toFile(), this);
    }
}
