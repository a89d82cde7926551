package dev.perennial.conf;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an artefact will be made from; its fingerprint is known before any work, so standing work is recognised. */
public record Recipe(
        String kind, int formatVersion, String name, Map<String, Fingerprint> inputs, Object configuration) {

    /** SHA-256 over kind, format version, inputs and configuration; the name is for people and does not count. */
    public Fingerprint fingerprint() {
        Map<String, Object> parts = new TreeMap<>();
        parts.put("kind", kind);
        parts.put("format_version", formatVersion);
        parts.put("inputs", inputs);
        parts.put("configuration", Json.tree(configuration));
        return Fingerprint.of(Json.line(parts));
    }

    public Manifest manifest(Map<String, Long> counts, List<Manifest.FileEntry> files) {
        return new Manifest(
                kind,
                formatVersion,
                name,
                fingerprint(),
                inputs,
                Json.tree(configuration),
                counts,
                files,
                CodeVersion.current(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
