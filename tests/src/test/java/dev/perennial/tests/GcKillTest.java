package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code gc} killed with -9 while it removes: what is kept has its bytes, what still stands is whole, and the same command ends it. */
class GcKillTest {
    private static final int ARTEFACTS = 40;
    private static final int REMOVED = 5;
    private static final int FILES = 100;

    @Test
    void killedWhileItRemovesItLeavesOnlyWholeArtefactsAndEndsWhenRunAgain() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("gc-killed");
        copy(Undisturbed.get().run().workspace(), run.workspace());
        Artefacts artefacts = new Artefacts(run.workspace());
        Map<String, String> kept = artefacts.digests();
        plant(run.workspace());
        assertThat(artefacts.digests()).hasSize(kept.size() + ARTEFACTS * FILES);

        killInTheMiddle(run);
        // Each that stands is held to its manifest on the way.
        Map<String, String> now = artefacts.digests();
        assertThat(now).containsAllEntriesOf(kept);
        assertThat((now.size() - kept.size()) / FILES).isBetween(1, ARTEFACTS - 1);

        Outcome outcome =
                Launcher.run(run.folder().resolve("gc.log"), Launcher.local("local[2]"), "perennial", command(run));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("nothing kept descends from it");
        assertThat(artefacts.digests()).isEqualTo(kept);
        try (Stream<Path> folders = Files.list(run.workspace().resolve("streams"))) {
            assertThat(folders).noneMatch(GcKillTest::isPlanted);
        }
    }

    private static String[] command(MiniatureRun run) {
        return new String[] {
            "gc",
            "--workspace",
            run.workspace().toString(),
            "--keep",
            run.file().toString()
        };
    }

    /** Starts it, and kills it once it has removed some. */
    private static void killInTheMiddle(MiniatureRun run) throws IOException, InterruptedException {
        Launcher.Child child = Launcher.start(
                run.folder().resolve("killed.log"), Launcher.local("local[2]"), "perennial", command(run));
        while (child.process().isAlive() && planted(run) > ARTEFACTS - REMOVED) {
            Thread.sleep(1);
        }
        assertThat(child.process().isAlive()).as("alive, see %s", child.log()).isTrue();
        child.process().destroyForcibly().waitFor();
    }

    private static long planted(MiniatureRun run) throws IOException {
        try (Stream<Path> folders = Files.list(run.workspace().resolve("streams"))) {
            return folders.filter(GcKillTest::isPlanted)
                    .filter(folder -> Files.exists(folder.resolve(Manifest.FILE)))
                    .count();
        }
    }

    private static boolean isPlanted(Path folder) {
        return folder.getFileName().toString().startsWith("X-");
    }

    /** Streams that nothing kept descends from, of many files, so that removing one takes a while. */
    private static void plant(Path workspace) throws IOException {
        for (int artefact = 0; artefact < ARTEFACTS; artefact++) {
            Fingerprint fingerprint = Fingerprint.of("planted " + artefact);
            Path folder = Files.createDirectories(workspace.resolve("streams/X-" + fingerprint.abbreviated()));
            List<Manifest.FileEntry> files = new ArrayList<>();
            for (int file = 0; file < FILES; file++) {
                byte[] bytes = (artefact + " " + file).getBytes(StandardCharsets.UTF_8);
                Files.write(folder.resolve("file-" + file), bytes);
                files.add(new Manifest.FileEntry("file-" + file, bytes.length, hex(Fingerprint.sha256(bytes))));
            }
            Files.writeString(
                    folder.resolve(Manifest.FILE),
                    Json.pretty(new Manifest(
                            "streams",
                            1,
                            "X",
                            fingerprint,
                            new TreeMap<>(),
                            Json.tree(Map.of()),
                            new TreeMap<>(),
                            files,
                            "test",
                            "2026-01-01T00:00:00Z")));
        }
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path there = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(there);
                } else {
                    Files.copy(each, there);
                }
            }
        }
    }
}
