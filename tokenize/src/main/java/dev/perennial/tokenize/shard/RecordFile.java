package dev.perennial.tokenize.shard;

import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.conf.WholeFile;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file of an artefact, byte for byte the same for the same rows. It appears when
 * whole, so that retried and speculative tasks cannot leave a torn file.
 */
public final class RecordFile<T> implements AutoCloseable {
    private static final int PAGE_BYTES = 256 << 10;

    private final String name;
    private final WholeFile whole;
    private final DigestingOutputFile output;
    private final ParquetWriter<T> writer;
    private boolean finished;

    /**
     * @param name of the file below {@code folder}, such as {@code train/shard-00000.parquet}
     * @param metadata for the file's footer
     * @param encoder writes the fields of one row
     */
    public RecordFile(
            Path folder,
            String name,
            Configuration hadoop,
            MessageType schema,
            Map<String, String> metadata,
            long rowGroupBytes,
            BiConsumer<RecordConsumer, T> encoder)
            throws IOException {
        this.name = name;
        Path target = new Path(folder, name);
        this.whole = WholeFile.attempt(target.getFileSystem(hadoop), target);
        this.output = new DigestingOutputFile(whole.stream());
        PinnedZstd.pin();
        this.writer = new Builder<>(output, new RowSupport<>(schema, metadata, encoder))
                .withConf(hadoop)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withDictionaryEncoding(true)
                .withDictionaryEncoding("tokens", false)
                .withDictionaryEncoding("text_hash", false)
                .withDictionaryEncoding("id", false)
                .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                .withRowGroupSize(rowGroupBytes)
                .withPageSize(PAGE_BYTES)
                .build();
    }

    public void write(T row) throws IOException {
        writer.write(row);
    }

    /** Closes the file, gives it its name, and says what is in it. */
    public FileEntry finish() throws IOException {
        writer.close();
        whole.commit();
        finished = true;
        return new FileEntry(name, output.bytes(), output.sha256());
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            whole.close();
            writer.close();
        }
    }

    private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
        private final WriteSupport<T> support;

        Builder(OutputFile file, WriteSupport<T> support) {
            super(file);
            this.support = support;
        }

        @Override
        protected Builder<T> self() {
            return this;
        }

        @Override
        protected WriteSupport<T> getWriteSupport(Configuration hadoop) {
            return support;
        }
    }

    private static final class RowSupport<T> extends WriteSupport<T> {
        private final MessageType schema;
        private final Map<String, String> metadata;
        private final BiConsumer<RecordConsumer, T> encoder;
        private RecordConsumer consumer;

        RowSupport(MessageType schema, Map<String, String> metadata, BiConsumer<RecordConsumer, T> encoder) {
            this.schema = schema;
            this.metadata = metadata;
            this.encoder = encoder;
        }

        @Override
        public WriteContext init(Configuration hadoop) {
            return new WriteContext(schema, metadata);
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
        }

        @Override
        public void write(T row) {
            consumer.startMessage();
            encoder.accept(consumer, row);
            consumer.endMessage();
        }
    }
}
