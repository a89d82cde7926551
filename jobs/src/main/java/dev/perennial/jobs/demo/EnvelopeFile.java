package dev.perennial.jobs.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes documents as {@code .jsonl.zst}: the same documents give the same bytes. */
final class EnvelopeFile {
    private static final int LEVEL = 9;

    private EnvelopeFile() {}

    static DemoFile write(Path folder, String path, Envelope envelope, String domain, List<String> documents)
            throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        long textBytes = 0;
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file), LEVEL).setChecksum(true);
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            for (String document : documents) {
                envelope.wrap(json, document, domain);
                textBytes += document.getBytes(StandardCharsets.UTF_8).length;
            }
            json.writeRaw('\n');
        }
        return new DemoFile(path, domain, documents.size(), textBytes);
    }
}
