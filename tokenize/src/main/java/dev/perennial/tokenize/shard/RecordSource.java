package dev.perennial.tokenize.shard;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Reads the rows of one Parquet file of an artefact, in order; a torn or corrupt file is an error that names it. */
public final class RecordSource<T> implements AutoCloseable {
    private final Path file;
    private final ParquetReader<Group> reader;
    private final Function<Group, T> decoder;

    public RecordSource(Path file, Configuration hadoop, FilterCompat.Filter filter, Function<Group, T> decoder) {
        this.file = file;
        this.decoder = decoder;
        try {
            if (filter == FilterCompat.NOOP) {
                checkRows(file, hadoop);
            }
            this.reader = ParquetReader.builder(new GroupReadSupport(), file)
                    .withConf(hadoop)
                    .withFilter(filter)
                    .usePageChecksumVerification()
                    .build();
        } catch (IOException | RuntimeException e) {
            throw corrupt(file, e);
        }
    }

    /** The next row, or null after the last. */
    public T next() {
        try {
            Group group = reader.read();
            return group == null ? null : decoder.apply(group);
        } catch (IOException | RuntimeException e) {
            throw corrupt(file, e);
        }
    }

    /** Pages have checksums, footers have none: a flipped bit in the number of rows would be believed, and rows be lost. */
    private static void checkRows(Path file, Configuration hadoop) throws IOException {
        try (ParquetFileReader footer = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            for (BlockMetaData block : footer.getRowGroups()) {
                long values = block.getColumns().get(0).getValueCount();
                if (values != block.getRowCount()) {
                    throw new IOException("a row group claims " + block.getRowCount() + " rows, expected " + values
                            + ", the values of its first column");
                }
            }
        }
    }

    /** A value of the file's footer. */
    public static String metadata(Path file, Configuration hadoop, String key) {
        try (ParquetFileReader footer = ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
            return footer.getFileMetaData().getKeyValueMetaData().get(key);
        } catch (IOException | RuntimeException e) {
            throw corrupt(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static PerennialException corrupt(Path file, Exception cause) {
        return new PerennialException(
                ErrorCode.CORRUPT_ARTEFACT,
                "Cannot read '" + file + "': " + reason(cause) + ". Remove its artefact's folder and run again.",
                cause);
    }

    /** Parquet says what happened where it happened, and then only that it did. */
    private static String reason(Throwable cause) {
        Throwable first = cause;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage() == null ? first.toString() : first.getMessage();
    }
}
