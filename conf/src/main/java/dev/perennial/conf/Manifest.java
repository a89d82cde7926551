package dev.perennial.conf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What an artefact is, written last: a folder without it does not exist for a reader.
 *
 * @param kind the folder it stands in, such as {@code corpora}
 * @param formatVersion of this kind, see FORMATS.md
 * @param name what people call it
 * @param fingerprint over kind, format, inputs and configuration: known before the work is done
 * @param inputs fingerprints of what it was made from
 * @param configuration the record that shaped it
 * @param counts what came out
 * @param files every file with its size and SHA-256
 * @param codeVersion that wrote it
 * @param created ISO-8601, UTC; not part of any fingerprint
 */
public record Manifest(
        String kind,
        int formatVersion,
        String name,
        Fingerprint fingerprint,
        Map<String, Fingerprint> inputs,
        JsonNode configuration,
        Map<String, Long> counts,
        List<FileEntry> files,
        String codeVersion,
        String created) {

    public static final String FILE = "manifest.json";

    /** The kind whose artefacts others name by their file and not by their fingerprint. */
    public static final String TOKENIZERS = "tokenizers";

    /** A count that must be there. */
    public long count(String key) {
        Long count = counts.get(key);
        if (count == null) {
            throw new PerennialException(
                    ErrorCode.CORRUPT_ARTEFACT,
                    "Cannot read the manifest of " + kind + " '" + name + "': it has no count '" + key + "'.");
        }
        return count;
    }

    /** A file of the artefact; {@code path} is relative to its folder. */
    public record FileEntry(String path, long bytes, String sha256) implements java.io.Serializable {}
}
