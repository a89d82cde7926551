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
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Streams the documents of one source file, Parquet, plain, {@code .gz} or {@code .zst}, from any Hadoop file system.
 *
 * <p>What is wrong with the data is a {@link Rejected} row, and reading goes on; a damaged archive yields its good rows and
 * then one last {@link RejectReason#TRUNCATED_ARCHIVE}. What is wrong with the store is an {@link UncheckedIOException}, so
 * that a task is tried again instead of losing documents. Memory stays within a few times the maximum of a line, or the wanted
 * columns of a row group of Parquet.
 */
public final class DocumentReader implements Iterator<SourceRow>, AutoCloseable {
    /** 64 MiB: a longer line would press a task of an ordinary executor. */
    public static final int DEFAULT_MAXIMUM_BYTES = 64 << 20;

    private final FSDataInputStream stored;
    private final RowsOpener opener;
    private final String name;
    private Rows rows;
    private boolean ended;
    private Optional<SourceRow> coming = Optional.empty();

    /** Reads the beginning of a file, which may show it to be damaged. */
    private interface RowsOpener {
        Rows open() throws IOException;
    }

    private DocumentReader(FSDataInputStream stored, String name, RowsOpener opener) {
        this.stored = stored;
        this.name = name;
        this.opener = opener;
    }

    /** Opens a file with the default maximum of bytes a line. */
    public static DocumentReader open(FileSystem store, Path file, SourceFormat format, String distribution) {
        return open(store, file, format, distribution, DEFAULT_MAXIMUM_BYTES, FileRange.ALL);
    }

    /**
     * Opens a file.
     *
     * @param distribution the domain of documents that name none
     * @param maximumBytes a line (or, of plain text, a document) above it is rejected and passed over without being held
     * @param range the part of the file to read: of a plain file of lines, or of Parquet
     */
    public static DocumentReader open(
            FileSystem store, Path file, SourceFormat format, String distribution, int maximumBytes, FileRange range) {
        if (maximumBytes <= 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read documents: the maximum of a line is too small, got " + maximumBytes
                            + ", expected one byte or more. Leave it out for the default.");
        }
        Packing packing = Packing.of(file.getName());
        SourceFormat shape = format.in(file.getName());
        String name = file.toString();
        FSDataInputStream stored = stored(store, file);
        RowsOpener opener = packing == Packing.PARQUET
                ? () -> new ParquetRows(
                        name,
                        new StoredParquet(stored, length(store, file)),
                        fields(shape, name),
                        distribution,
                        maximumBytes,
                        range)
                : () -> rows(packing, stored, shape, distribution, maximumBytes, range);
        return new DocumentReader(stored, name, opener);
    }

    private static Rows rows(
            Packing packing,
            FSDataInputStream stored,
            SourceFormat shape,
            String distribution,
            int maximumBytes,
            FileRange range)
            throws IOException {
        if (range.from() > 0) {
            seek(stored, range.from() - 1);
        }
        InputStream unpacked = packing.unpack(new StoredBytes(stored));
        if (shape instanceof SourceFormat.Fields fields) {
            return new JsonRows(new LineReader(unpacked, maximumBytes, range), fields, distribution, maximumBytes);
        }
        return shape instanceof SourceFormat.Paragraphs
                ? new ParagraphRows(unpacked, distribution, maximumBytes)
                : new WholeFileRow(unpacked, distribution, maximumBytes);
    }

    private static SourceFormat.Fields fields(SourceFormat shape, String name) {
        if (shape instanceof SourceFormat.Fields fields) {
            return fields;
        }
        throw new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot read '" + name
                        + "': its rows have columns, got a format of plain text, expected one with fields."
                        + " Write format = parquet with text and domain.");
    }

    private static FSDataInputStream stored(FileSystem store, Path file) {
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

    private static long length(FileSystem store, Path file) {
        try {
            return store.getFileStatus(file).getLen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void seek(FSDataInputStream stored, long position) {
        try {
            stored.seek(position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<SourceRow> read() {
        try {
            if (rows == null) {
                rows = opener.open();
            }
            return rows.next();
        } catch (IOException e) {
            if (Packing.isWindowTooLarge(e)) {
                throw windowTooLarge(e);
            }
            ended = true;
            return Optional.of(truncated(rows == null ? 1 : rows.line(), e));
        }
    }

    private PerennialException windowTooLarge(IOException problem) {
        return new PerennialException(
                ErrorCode.OUT_OF_RESOURCES,
                "Cannot unpack '" + name + "': zstd needs a larger window than the memory affords, expected at most 2^"
                        + Packing.largestWindowLog()
                        + " bytes. Give the executors more memory, or repack the file with zstd --long=27.",
                problem);
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
        try (stored) {
            if (rows != null) {
                rows.close();
            }
        }
    }
}
