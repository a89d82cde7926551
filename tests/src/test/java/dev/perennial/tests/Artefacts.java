package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The artefacts of a workspace, as any reader sees them: through their manifests. */
record Artefacts(Path workspace) {

    /** Path in the workspace to SHA-256, of every file that a manifest lists; each is held to its manifest on the way. */
    Map<String, String> digests() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (Path file : manifests()) {
            Manifest manifest = Json.read(Files.readString(file), Manifest.class, file.toString());
            for (Manifest.FileEntry entry : manifest.files()) {
                Path listed = file.resolveSibling(entry.path());
                assertThat(listed).as("a file of %s", file).exists();
                String digest = HexFormat.of().formatHex(Fingerprint.sha256(Files.readAllBytes(listed)));
                assertThat(digest).as("%s", listed).isEqualTo(entry.sha256());
                digests.put(workspace.relativize(listed).toString(), digest);
            }
        }
        return digests;
    }

    /** Path to time of writing, of every file of every artefact. */
    Map<String, Long> times() throws IOException {
        Map<String, Long> times = new TreeMap<>();
        for (Path file : manifests()) {
            try (Stream<Path> all = Files.walk(file.getParent())) {
                for (Path each : all.toList()) {
                    times.put(
                            workspace.relativize(each).toString(),
                            Files.getLastModifiedTime(each).toMillis());
                }
            }
        }
        return times;
    }

    List<Path> manifests() throws IOException {
        return find("manifest.json");
    }

    /** All files of that name, sorted. */
    List<Path> find(String name) throws IOException {
        if (!Files.exists(workspace)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(each -> each.getFileName().toString().equals(name))
                    .sorted()
                    .toList();
        }
    }
}
