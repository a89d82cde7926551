package dev.perennial.tokenize.source;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;

/**
 * The rows of a Parquet file, one row group in memory at a time and of it only the wanted columns; {@code line} is the row's
 * number in the file, from 1.
 */
final class ParquetRows implements Rows {
    private final String file;
    private final ParquetFileReader reader;
    private final ParquetColumns columns;
    private final FileRange range;
    private final String distribution;
    private final int maximum;
    private int group;
    private long row;
    private long left;
    private RecordReader<Group> rows;

    /** Reads the footer; throws an {@link IOException} if there is none to trust. */
    ParquetRows(
            String file,
            StoredParquet stored,
            SourceFormat.Fields format,
            String distribution,
            int maximum,
            FileRange range)
            throws IOException {
        this.file = file;
        this.range = range;
        this.distribution = distribution;
        this.maximum = maximum;
        try {
            this.reader = ParquetFileReader.open(
                    stored,
                    ParquetReadOptions.builder()
                            .usePageChecksumVerification(true)
                            .build());
        } catch (RuntimeException e) {
            throw damaged(e);
        }
        this.columns = ParquetColumns.of(reader.getFileMetaData().getSchema(), format, file);
        reader.setRequestedSchema(columns.projection());
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        try {
            while (left == 0) {
                if (group == reader.getRowGroups().size()) {
                    return Optional.empty();
                }
                openGroup();
            }
            row++;
            left--;
            return Optional.of(row(rows.read()));
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private void openGroup() throws IOException {
        BlockMetaData block = reader.getRowGroups().get(group++);
        if (block.getStartingPos() < range.from() || block.getStartingPos() >= range.to()) {
            reader.skipNextRowGroup();
            row += block.getRowCount();
            return;
        }
        check(block);
        rows = new ColumnIOFactory()
                .getColumnIO(columns.projection())
                .getRecordReader(reader.readNextRowGroup(), new GroupRecordConverter(columns.projection()));
        left = block.getRowCount();
    }

    /** A row group is read at once: one that would take a task's memory is refused before. */
    private void check(BlockMetaData block) {
        List<ColumnPath> wanted =
                columns.projection().getPaths().stream().map(ColumnPath::get).toList();
        long bytes = block.getColumns().stream()
                .filter(column -> wanted.contains(column.getPath()))
                .mapToLong(column -> column.getTotalSize())
                .sum();
        long affordable = Runtime.getRuntime().maxMemory() / 2;
        if (bytes > affordable) {
            throw new PerennialException(
                    ErrorCode.OUT_OF_RESOURCES,
                    "Cannot read row group " + group + " of '" + file + "': it is too large for the memory, got "
                            + bytes
                            + " bytes, expected at most " + affordable
                            + ". Give the executors more memory, or write the file with smaller row groups.");
        }
    }

    private SourceRow row(Group fields) {
        Optional<byte[]> text = columns.textOf(fields);
        if (text.isEmpty()) {
            return reject(RejectReason.MISSING_FIELD, "the text is null");
        }
        byte[] bytes = text.get();
        if (bytes.length > maximum) {
            return reject(RejectReason.TOO_LONG, "the text is too long, expected at most " + maximum + " bytes");
        }
        int malformed = Utf8.firstMalformed(bytes, 0, bytes.length);
        if (malformed >= 0) {
            String value = String.format("0x%02x", bytes[malformed]);
            return reject(RejectReason.INVALID_UTF8, "byte " + (malformed + 1) + " is not UTF-8, got " + value);
        }
        if (Utf8.isBlank(bytes)) {
            return reject(RejectReason.EMPTY, "the text is empty");
        }
        String domain = columns.domainOf(fields)
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .filter(name -> !name.isBlank())
                .orElse(distribution);
        return new Document(row, bytes, domain);
    }

    private Rejected reject(RejectReason code, String because) {
        return new Rejected(row, code, "Cannot read row " + row + ": " + because + ".");
    }

    /** What Parquet's reader says of a damaged file, as the damage it is; errors of the store and our own stay as they are. */
    private static IOException damaged(RuntimeException problem) {
        if (problem instanceof UncheckedIOException || problem instanceof PerennialException) {
            throw problem;
        }
        return new IOException(problem.getMessage(), problem);
    }

    @Override
    public long line() {
        return row;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
