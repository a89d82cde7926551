package dev.perennial.tests;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One flipped bit in a file of an artefact, where no file system keeps a checksum that would notice. */
record Corruption(Path workspace, Path file, long place, int bit) {
    static final String SHARDS = "corpora/[^/]+/(train|validation)/shard-[^/]+\\.parquet";
    static final String STREAMS = "streams/[^/]+/stream-[^/]+\\.parquet";
    static final String CHECKPOINTS =
            "checkpoints/.*(model\\.safetensors|optimizer\\.safetensors|training-state\\.json|ledger\\.jsonl|metrics\\.jsonl|config\\.json)";

    /** Flips a bit of one of the files whose path in the workspace matches, if there are any by now. */
    static Optional<Corruption> of(Path workspace, String pattern, Fault.Flip flip) throws IOException {
        List<Path> files = files(workspace, pattern);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Path file = files.get((int) (flip.file() * files.size()));
        try {
            Corruption corruption =
                    new Corruption(workspace, file, (long) (flip.place() * Files.size(file)), flip.bit());
            // Hadoop's own, which only a local disk has.
            Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
            corruption.flip();
            return Optional.of(corruption);
        } catch (java.nio.file.NoSuchFileException | java.io.FileNotFoundException gone) {
            return Optional.empty();
        }
    }

    /** Turns the bit over, and at the second time back. */
    void flip() throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(place);
            int value = bytes.read();
            bytes.seek(place);
            bytes.write(value ^ 1 << bit);
        }
    }

    /** What the error says to remove: of a saved round its own folder, else the artefact's. */
    Path folder() {
        Path inside = workspace.relativize(file);
        return inside.startsWith("checkpoints") ? file.getParent() : workspace.resolve(inside.subpath(0, 2));
    }

    @Override
    public String toString() {
        return workspace.relativize(file).toString().replaceAll("-[0-9a-f]{12}(?=/)", "") + " at " + place;
    }

    private static List<Path> files(Path workspace, String pattern) throws IOException {
        if (!Files.exists(workspace)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(each -> workspace.relativize(each).toString().matches(pattern))
                    .filter(each -> each.toFile().length() > 0)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            // The run removed a folder while it was being looked through.
            return List.of();
        }
    }
}
