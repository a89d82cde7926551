package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * The SHA-256 of every file of a saved round, which has no manifest: a run must not go on from a flipped bit, and not every store
 * keeps checksums of its own. As text, a line each, as {@code sha256sum} writes and checks them.
 */
record SavedHashes(Map<String, String> sha256) {
    private static final String GAP = "  ";

    static String of(String text) {
        return HexFormat.of().formatHex(Fingerprint.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of an older round, which has none, nothing is known. */
    static SavedHashes read(String text) {
        Map<String, String> hashes = new TreeMap<>();
        text.lines().map(line -> line.split(GAP, 2)).forEach(line -> hashes.put(line[line.length - 1], line[0]));
        return new SavedHashes(hashes);
    }

    String text() {
        return sha256.entrySet().stream()
                .map(entry -> entry.getValue() + GAP + entry.getKey() + "\n")
                .collect(Collectors.joining());
    }

    /** Compares those of these files whose hash is known. */
    void check(Store store, Path folder, List<String> files) {
        for (String file : files) {
            String expected = sha256.get(file);
            if (expected == null) {
                continue;
            }
            String got = store.entry(folder, file).sha256();
            if (!got.equals(expected)) {
                throw new PerennialException(
                        ErrorCode.CORRUPT_ARTEFACT,
                        "Cannot read '" + new Path(folder, file)
                                + "': its bytes are not those that were saved, got SHA-256 " + got + ", expected "
                                + expected + ". Remove its folder and run again.");
            }
        }
    }
}
