package dev.perennial.tokenize.source;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Streams the documents of one source file, plain, {@code .gz} or {@code .zst}, from any Hadoop file system.
 *
 * <p>What is wrong with the data is a {@link Rejected} row, and reading goes on; a damaged archive yields its good rows and
 * then one last {@link RejectReason#TRUNCATED_ARCHIVE}. What is wrong with the store is an {@link UncheckedIOException}, so
 * that a task is tried again instead of losing documents. Memory stays within a few times the maximum of a line.
 */
public final class DocumentReader implements Iterator<SourceRow>, AutoCloseable {
    /** 64 MiB: a longer line would, as bytes, characters and text at once, press a task of an ordinary executor. */
    public static final int DEFAULT_MAXIMUM_BYTES = 64 << 20;

    private final InputStream stored;
    private final Compression compression;
    private final SourceFormat format;
    private final String distribution;
    private final int maximumBytes;
    private InputStream unpacked;
    private Rows rows;
    private boolean ended;
    private Optional<SourceRow> coming = Optional.empty();

    private DocumentReader(
            InputStream stored, Compression compression, SourceFormat format, String distribution, int maximumBytes) {
        this.stored = stored;
        this.unpacked = stored;
        this.compression = compression;
        this.format = format;
        this.distribution = distribution;
        this.maximumBytes = maximumBytes;
    }

    /** Opens a file with the default maximum of bytes a line. */
    public static DocumentReader open(FileSystem store, Path file, SourceFormat format, String distribution) {
        return open(store, file, format, distribution, DEFAULT_MAXIMUM_BYTES);
    }

    /**
     * Opens a file.
     *
     * @param distribution the domain of documents that name none
     * @param maximumBytes a line (or, of plain text, a file) above it is rejected unread
     */
    public static DocumentReader open(
            FileSystem store, Path file, SourceFormat format, String distribution, int maximumBytes) {
        if (maximumBytes <= 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read documents: the maximum of a line is too small, got " + maximumBytes
                            + ", expected one byte or more. Leave it out for the default.");
        }
        Compression compression = Compression.of(file.getName());
        return new DocumentReader(stored(store, file), compression, format, distribution, maximumBytes);
    }

    private static InputStream stored(FileSystem store, Path file) {
        try {
            return store.open(file);
        } catch (FileNotFoundException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE,
                    "Cannot read a source file: there is none, got " + file
                            + ", expected a file. Check the path in the configuration.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<SourceRow> read() {
        try {
            if (rows == null) {
                unpacked = compression.unpack(new StoredBytes(stored));
                rows = rowsOf(unpacked);
            }
            return rows.next();
        } catch (IOException e) {
            ended = true;
            return Optional.of(truncated(rows == null ? 1 : rows.line(), e));
        }
    }

    private Rows rowsOf(InputStream in) {
        return format instanceof SourceFormat.JsonLines lines
                ? new JsonRows(in, lines, distribution, maximumBytes)
                : new WholeFileRow(in, distribution, maximumBytes);
    }

    private static Rejected truncated(long line, IOException problem) {
        return new Rejected(
                line,
                RejectReason.TRUNCATED_ARCHIVE,
                "Cannot unpack the file from line " + line + " on: the archive is damaged or cut short, got '"
                        + problem.getMessage() + "', expected its end. Fetch the file again.");
    }

    @Override
    public boolean hasNext() {
        if (coming.isEmpty() && !ended) {
            coming = read();
            ended |= coming.isEmpty();
        }
        return coming.isPresent();
    }

    @Override
    public SourceRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the file has no more rows");
        }
        SourceRow row = coming.get();
        coming = Optional.empty();
        return row;
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }
}
