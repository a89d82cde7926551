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

/** Finds a workspace and keeps a second run out of it: on a local disk by the operating system's lock, elsewhere by a {@link Lease}. */
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

    /** Held while a job runs. */
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }

    /** The operating system lets go of it when the process dies, however it dies. */
    private record Locked(FileChannel channel) implements Lock {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    static Lock lock(Store store) {
        return lock(store, LOCK);
    }

    /** Whether a run holds the workspace; of a lease, whether a run held it and did not end well, too. */
    static boolean isInUse(Store store) {
        if (!isLocal(store)) {
            return Lease.stands(store, LOCK, Lease.Timing.USUAL);
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
            return Lease.take(store, name, Lease.Timing.USUAL, Terminal.standard(), Workspaces::endAtOnce);
        }
        Path folder = Path.of(store.root().toUri());
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = tried(channel);
            if (held == null) {
                channel.close();
                throw locked(folder.toString());
            }
            return new Locked(channel);
        } catch (OverlappingFileLockException e) {
            throw locked(folder.toString());
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

    /** Another run took the workspace, since this one seemed dead: to go on would be to write beside it. */
    private static void endAtOnce() {
        System.err.println(
                "error: Cannot go on: this run did not renew its lease on the workspace in time, and another run has it now.");
        Runtime.getRuntime().halt(ErrorCode.LOCKED.type().exitCode());
    }

    static PerennialException locked(String folder) {
        return new PerennialException(
                ErrorCode.LOCKED,
                "Cannot use the workspace '" + folder
                        + "': another run is in it. Wait for it, or name another workspace.");
    }
}
