package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Finds a workspace and keeps a second run out of it, as far as the file system can: local disks only. S3 as Hadoop 3.3
 * speaks it has no write that fails where another was first.
 */
final class Workspaces {
    private Workspaces() {}

    /** A path without a scheme is a local one, whatever Hadoop's default file system is. */
    static String qualified(String workspace) {
        return workspace.contains(":")
                ? workspace
                : Path.of(workspace).toAbsolutePath().normalize().toUri().toString();
    }

    /** Held while a job runs; the operating system lets go of it when the process dies, however it dies. */
    record Lock(FileChannel channel) implements AutoCloseable {
        boolean held() {
            return channel != null;
        }

        @Override
        public void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    static Lock lock(Store store) {
        if (!"file".equals(store.root().toUri().getScheme())) {
            return new Lock(null);
        }
        Path folder = Path.of(store.root().toUri());
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = channel.tryLock();
            if (held == null) {
                channel.close();
                throw locked(folder);
            }
            return new Lock(channel);
        } catch (OverlappingFileLockException e) {
            throw locked(folder);
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.OUT_OF_RESOURCES,
                    "Cannot use the workspace '" + folder + "': " + e.getMessage() + ".",
                    e);
        }
    }

    private static PerennialException locked(Path folder) {
        return new PerennialException(
                ErrorCode.LOCKED,
                "Cannot use the workspace '" + folder
                        + "': another run is in it. Wait for it, or name another workspace.");
    }
}
