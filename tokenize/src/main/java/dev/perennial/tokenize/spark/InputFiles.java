package dev.perennial.tokenize.spark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Finds the raw files of a corpus and fingerprints them by content; a file that has not changed is not read again. */
public final class InputFiles {
    /** Before the name of a raw file, among the inputs of an artefact. */
    static final String INPUT = "file ";

    private static final String CACHE = "input-fingerprints.json";

    private InputFiles() {}

    /** The files that the globs match, sorted by path; a glob that matches nothing is an error. */
    public static List<InputFile> list(List<String> globs, Configuration hadoop) {
        Map<String, FileStatus> found = new TreeMap<>();
        for (String glob : globs) {
            FileStatus[] matches = matches(glob, hadoop);
            if (matches.length == 0) {
                throw new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot find input files: nothing matches '" + glob + "'. Check the path.");
            }
            for (FileStatus match : matches) {
                found.put(match.getPath().toString(), match);
            }
        }
        String common = commonFolder(found.keySet().stream().toList());
        return found.entrySet().stream()
                .map(entry -> new InputFile(
                        entry.getKey(),
                        entry.getKey().substring(common.length()),
                        entry.getValue().getLen(),
                        entry.getValue().getModificationTime()))
                .toList();
    }

    /** Name to content fingerprint, with what earlier runs computed kept in the workspace. */
    public static Map<String, Fingerprint> fingerprints(List<InputFile> files, Store store) {
        Path cacheFile = new Path(store.root(), CACHE);
        Map<String, String> cache = cached(cacheFile, store);
        Map<String, Fingerprint> fingerprints = new TreeMap<>();
        int known = cache.size();
        for (InputFile file : files) {
            String key = file.path() + " " + file.bytes() + " " + file.modified();
            String hex = cache.computeIfAbsent(
                    key, unknown -> store.entry(new Path(file.path()).getParent(), new Path(file.path()).getName())
                            .sha256());
            fingerprints.put(file.input(), new Fingerprint(hex));
        }
        if (cache.size() > known) {
            store.writeText(cacheFile, Json.pretty(cache));
        }
        return fingerprints;
    }

    /** What earlier runs computed; nothing if a kill left the file torn, for it only saves work. */
    private static Map<String, String> cached(Path file, Store store) {
        Map<String, String> cache = new TreeMap<>();
        try {
            store.readText(file)
                    .map(text -> Json.read(text, JsonNode.class, file.toString()))
                    .ifPresent(node -> node.fields()
                            .forEachRemaining(entry ->
                                    cache.put(entry.getKey(), entry.getValue().asText())));
        } catch (PerennialException e) {
            store.delete(file);
        }
        return cache;
    }

    private static FileStatus[] matches(String glob, Configuration hadoop) {
        try {
            Path path = new Path(glob);
            FileStatus[] matches = path.getFileSystem(hadoop).globStatus(path);
            return matches == null
                    ? new FileStatus[0]
                    : Arrays.stream(matches).filter(FileStatus::isFile).toArray(FileStatus[]::new);
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE, "Cannot list '" + glob + "': " + e.getMessage() + ".", e);
        }
    }

    private static String commonFolder(List<String> paths) {
        String first = paths.get(0);
        int common = first.lastIndexOf('/') + 1;
        for (String path : paths) {
            while (!path.startsWith(first.substring(0, common))) {
                common = first.lastIndexOf('/', common - 2) + 1;
            }
        }
        return first.substring(0, common);
    }

    /** Sorted by size, largest first: one file is one task, and the longest must not start last. */
    public static List<InputFile> largestFirst(List<InputFile> files) {
        List<InputFile> sorted = new ArrayList<>(files);
        sorted.sort((left, right) -> left.bytes() == right.bytes()
                ? left.name().compareTo(right.name())
                : Long.compare(right.bytes(), left.bytes()));
        return sorted;
    }
}
