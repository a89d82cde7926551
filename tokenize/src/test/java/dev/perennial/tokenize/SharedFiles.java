package dev.perennial.tokenize;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Files too large for the repository, in a folder {@code shared} beside it; tests that want them are skipped where
 * they are absent.
 */
final class SharedFiles {
    static final String NEOX = "tokenizers/gpt-neox-20b.json";
    static final String NEOX_PARITY = "parity/gpt-neox-20b.json";

    private SharedFiles() {}

    static boolean has(String file) {
        return Files.isRegularFile(path(file));
    }

    static byte[] read(String file) {
        assumeTrue(has(file), () -> "skipped: there is no " + path(file));
        try {
            return Files.readAllBytes(path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(String file) {
        String configured = System.getProperty("perennial.shared");
        if (configured != null) {
            return Path.of(configured, file);
        }
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("shared").resolve(file))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(here.resolve("shared").resolve(file));
    }
}
