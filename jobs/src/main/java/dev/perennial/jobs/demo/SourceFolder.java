package dev.perennial.jobs.demo;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The unpacked files of one artifact, in an order that no file system decides. */
record SourceFolder(Path folder) {
    /** The files whose names match the glob, sorted by their paths with forward slashes. */
    List<Path> files(String glob) throws IOException {
        var matcher = folder.getFileSystem().getPathMatcher("glob:" + glob);
        try (Stream<Path> paths = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            List<Path> files = paths.filter(path -> matcher.matches(path.getFileName()))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(this::name))
                    .toList();
            if (files.isEmpty()) {
                throw new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot write the demo corpora: a source is missing, got no " + glob + " in " + folder
                                + ", expected the unpacked artifact. Run mvn generate-resources first.");
            }
            return files;
        }
    }

    /** The file's path within the folder, alike on every operating system. */
    String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}
