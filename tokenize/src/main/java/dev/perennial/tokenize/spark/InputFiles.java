package dev.perennial.tokenize.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Finds the raw files of a corpus. */
public final class InputFiles {
    /** Before the name of a raw file, among the inputs of an artefact. */
    static final String INPUT = "file ";

    private InputFiles() {}

    /** The files that the globs match, sorted by path; a glob that matches nothing is an error. */
    public static List<InputFile> list(List<String> globs, Configuration hadoop) {
        Map<String, FileStatus> found = new TreeMap<>();
        for (String glob : globs) {
            for (FileStatus match : matches(glob, hadoop)) {
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

    /** About how much text the files hold, by their names and sizes; nothing where they are not at hand. */
    public static OptionalLong textBytes(List<String> globs, Configuration hadoop) {
        try {
            return OptionalLong.of(list(globs, hadoop).stream()
                    .mapToLong(InputFile::unpackedBytes)
                    .sum());
        } catch (PerennialException notThere) {
            return OptionalLong.empty();
        }
    }

    private static List<FileStatus> matches(String glob, Configuration hadoop) {
        Path path = new Path(glob);
        try {
            FileStatus[] all = path.getFileSystem(hadoop).globStatus(path);
            List<FileStatus> files = Arrays.stream(all == null ? new FileStatus[0] : all)
                    .filter(FileStatus::isFile)
                    .filter(file -> isVisible(file, path))
                    .toList();
            if (files.isEmpty()) {
                boolean folder = all != null && all.length > 0 && all[0].isDirectory();
                throw new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot find input files: " + (folder ? "only folders match" : "nothing matches") + " '" + glob
                                + "'. "
                                + (folder ? "Write '" + glob + "/*' for the files in them." : "Check the path."));
            }
            return files;
        } catch (IllegalArgumentException e) {
            // Hadoop takes what stands before a colon for a scheme.
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot list '" + glob + "': a file's name is no path, got " + e.getMessage()
                            + ", expected one without a colon. Rename the file.",
                    e);
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE, "Cannot list '" + glob + "': " + e.getMessage() + ".", e);
        }
    }

    /** Other jobs leave markers beside their files, such as {@code _SUCCESS}: a glob does not mean them, a full name does. */
    private static boolean isVisible(FileStatus file, Path glob) {
        String name = file.getPath().getName();
        return !name.startsWith("_") && !name.startsWith(".") || name.equals(glob.getName());
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
}
