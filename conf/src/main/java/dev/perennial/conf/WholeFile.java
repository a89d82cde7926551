package dev.perennial.conf;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that appears under its name whole or not at all. Where a file shows while it is written it has another name until
 * then; an object store shows nothing before the end and cannot rename, so there it is written in its place.
 */
public final class WholeFile implements AutoCloseable {
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.(tmp|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private final FileSystem files;
    private final Path target;
    private final Path written;
    private final boolean firstStays;
    private final FSDataOutputStream out;
    private boolean ended;

    private WholeFile(FileSystem files, Path target, String suffix, boolean firstStays) throws IOException {
        this.files = files;
        this.target = target;
        this.written = showsNothingBeforeItsEnd(files, target)
                ? target
                : new Path(target.getParent(), "." + target.getName() + "." + suffix);
        this.firstStays = firstStays;
        this.out = files.create(written, true);
    }

    /** Replaces what stands under the name. One writer at a time: it also writes over what a killed one left. */
    public static WholeFile replacing(FileSystem files, Path target) throws IOException {
        return new WholeFile(files, target, "tmp", false);
    }

    /** For tasks that may be tried again or run twice, and write the same bytes each time. */
    public static WholeFile attempt(FileSystem files, Path target) throws IOException {
        return new WholeFile(files, target, UUID.randomUUID().toString(), true);
    }

    /** Closing it does nothing, and after this file is closed what is written to it is lost: the library at work may still end. */
    public OutputStream stream() {
        return new FilterOutputStream(out) {
            @Override
            public void write(int value) throws IOException {
                if (!ended) {
                    out.write(value);
                }
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (!ended) {
                    out.write(bytes, offset, length);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    /** Ends the file and lets it be seen. */
    public void commit() throws IOException {
        out.close();
        if (!written.equals(target)) {
            rename();
        }
        ended = true;
    }

    /** Without {@link #commit} nothing stays. */
    @Override
    public void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        if (written.equals(target)) {
            // Closed in the ordinary way, half a file would take the place of a whole one.
            out.abort();
        }
        try {
            out.close();
        } finally {
            if (!written.equals(target)) {
                files.delete(written, false);
            }
        }
    }

    /** Whether a file of this name was being written when its writer was killed. */
    public static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }

    private static boolean showsNothingBeforeItsEnd(FileSystem files, Path target) throws IOException {
        return files.hasPathCapability(target, CommonPathCapabilities.ABORTABLE_STREAM);
    }

    private void rename() throws IOException {
        if (!firstStays) {
            replace(files, written, target);
        } else if (!files.rename(written, target)) {
            if (files.exists(target)) {
                files.delete(written, false);
            } else {
                throw refused(written, target);
            }
        }
    }

    static void replace(FileSystem files, Path written, Path target) throws IOException {
        if (files instanceof ChecksumFileSystem checked) {
            // Hadoop moves the file, then its .crc: killed in between, the new bytes would stand beside the old
            // checksum.
            checked.getRawFileSystem().delete(checked.getChecksumFile(target), false);
        }
        if (!files.rename(written, target)) {
            // HDFS, unlike a local disk, does not rename over a file.
            files.delete(target, false);
            if (!files.rename(written, target)) {
                throw refused(written, target);
            }
        }
    }

    private static IOException refused(Path written, Path target) {
        return new IOException("rename of " + written + " to " + target + " was refused");
    }
}
