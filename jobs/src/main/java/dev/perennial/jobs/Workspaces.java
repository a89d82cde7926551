package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds a workspace and keeps a second run out of it, as far as the file system can: local disks only. S3 as Hadoop 3.3
 * speaks it has no write that fails where another was first.
 */
final class Workspaces {
    private static final String LOCK = ".lock";
    private static final int TRIES = 5;
    private static final long BETWEEN_TRIES_MILLIS = 100;

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
        return lock(store, LOCK);
    }

    /** Whether a run holds the workspace; where no lock is kept nobody can tell, and one may. */
    static boolean isInUse(Store store) {
        if (!isLocal(store)) {
            return true;
        }
        Path file = Path.of(store.root().toUri()).resolve(LOCK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock held = channel.tryLock();
            return held == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw unusable(file.getParent(), e);
        }
    }

    private static boolean isLocal(Store store) {
        return "file".equals(store.root().toUri().getScheme());
    }

    static Lock lock(Store store, String name) {
        if (!isLocal(store)) {
            return new Lock(null);
        }
        Path folder = Path.of(store.root().toUri());
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = tried(channel);
            if (held == null) {
                channel.close();
                throw locked(folder);
            }
            return new Lock(channel);
        } catch (OverlappingFileLockException e) {
            throw locked(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** More than once: {@link #isInUse} holds it for a moment. */
    private static FileLock tried(FileChannel channel) throws IOException {
        FileLock held = channel.tryLock();
        for (int again = 1; held == null && again < TRIES; again++) {
            LockSupport.parkNanos(BETWEEN_TRIES_MILLIS * 1_000_000);
            held = channel.tryLock();
        }
        return held;
    }

    private static PerennialException unusable(Path folder, IOException e) {
        return new PerennialException(
                ErrorCode.OUT_OF_RESOURCES, "Cannot use the workspace '" + folder + "': " + e.getMessage() + ".", e);
    }

    private static PerennialException locked(Path folder) {
        return new PerennialException(
                ErrorCode.LOCKED,
                "Cannot use the workspace '" + folder
                        + "': another run is in it. Wait for it, or name another workspace.");
    }
}
