package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WholeFileTest {
    @Test
    void temporaryNamesAreToldFromAllOthers() {
        assertThat(List.of(".manifest.json.tmp", ".a.parquet.123e4567-e89b-12d3-a456-426614174000"))
                .allMatch(WholeFile::isTemporary);
        assertThat(List.of("manifest.json", ".manifest.json.crc", "x.tmp", ".lock", "_PHASE"))
                .noneMatch(WholeFile::isTemporary);
    }

    @TempDir
    java.nio.file.Path folder;

    static Stream<FileSystem> stores() throws IOException {
        return Stream.of(FileSystem.newInstanceLocal(new Configuration()), new ObjectStore());
    }

    @ParameterizedTest
    @MethodSource("stores")
    void nothingIsSeenUntilItIsCommitted(FileSystem files) throws IOException {
        try (WholeFile whole = WholeFile.replacing(files, target())) {
            whole.stream().write("text".getBytes());
            whole.stream().close();
            assertThat(folder.resolve("file")).doesNotExist();
            whole.commit();
        }
        assertThat(folder.resolve("file")).hasContent("text");
        assertThat(names()).containsExactly("file");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void whatFailsLeavesTheOldFileAlone(FileSystem files) throws IOException {
        write(files, "whole");
        try (WholeFile whole = WholeFile.attempt(files, target())) {
            whole.stream().write("ha".getBytes());
        }
        assertThat(folder.resolve("file")).hasContent("whole");
        assertThat(names()).containsExactly("file");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void whatIsWrittenAfterTheEndIsLost(FileSystem files) throws IOException {
        WholeFile whole = WholeFile.attempt(files, target());
        whole.close();
        whole.stream().write("footer".getBytes());
        whole.stream().write(1);
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("stores")
    void aSecondAttemptEndsWell(FileSystem files) throws IOException {
        WholeFile first = WholeFile.attempt(files, target());
        first.stream().write("same".getBytes());
        write(files, "same");
        first.commit();
        assertThat(folder.resolve("file")).hasContent("same");
        assertThat(names()).containsExactly("file");
    }

    private void write(FileSystem files, String text) throws IOException {
        try (WholeFile whole = WholeFile.attempt(files, target())) {
            whole.stream().write(text.getBytes());
            whole.commit();
        }
    }

    private Path target() {
        return new Path(folder.resolve("file").toUri());
    }

    private List<String> names() {
        return Stream.of(folder.toFile().list())
                .filter(name -> !name.endsWith(".crc"))
                .toList();
    }

    /** As S3A is seen: a file is there when its stream is closed and not before, and nothing can be renamed. */
    private static final class ObjectStore extends RawLocalFileSystem {
        ObjectStore() throws IOException {
            initialize(URI.create("file:///"), new Configuration());
        }

        @Override
        public boolean hasPathCapability(Path path, String capability) throws IOException {
            return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM)
                    || super.hasPathCapability(path, capability);
        }

        @Override
        public boolean rename(Path from, Path to) {
            throw new UnsupportedOperationException("an object store cannot rename");
        }

        @Override
        public FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
            return new FSDataOutputStream(new Upload(java.nio.file.Path.of(file.toUri())), null);
        }
    }

    private static final class Upload extends ByteArrayOutputStream implements Abortable {
        private final java.nio.file.Path target;
        private boolean over;

        Upload(java.nio.file.Path target) {
            this.target = target;
        }

        @Override
        public void close() throws IOException {
            if (!over) {
                over = true;
                Files.write(target, toByteArray());
            }
        }

        @Override
        public AbortableResult abort() {
            over = true;
            return new AbortableResult() {
                @Override
                public boolean alreadyClosed() {
                    return false;
                }

                @Override
                public IOException anyCleanupException() {
                    return null;
                }
            };
        }
    }
}
