package dev.perennial.evaluation.report;

import dev.perennial.conf.Csv;
import dev.perennial.tokenize.shard.Fields;
import dev.perennial.tokenize.shard.RecordFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Figures of a report in rows and columns, described once and written twice: as CSV (RFC 4180, with line feeds) for spreadsheets, and as
 * Parquet for programs, so that the two cannot differ.
 *
 * @param name of the files, without their endings
 */
record FigureTable<R>(String name, List<Column<R>> columns, List<R> rows) {
    private static final long ROW_GROUP_BYTES = 16L << 20;

    /** A column; a value that is missing is null, an empty cell of CSV. */
    sealed interface Column<R> {
        String name();

        Object value(R row);

        String type();

        void write(RecordConsumer consumer, int index, R row);
    }

    record Text<R>(String name, Function<R, String> read) implements Column<R> {
        @Override
        public String value(R row) {
            return read.apply(row);
        }

        @Override
        public String type() {
            return "binary " + name + " (STRING)";
        }

        @Override
        public void write(RecordConsumer consumer, int index, R row) {
            Fields.add(consumer, name, index, value(row));
        }
    }

    record Count<R>(String name, Function<R, Long> read) implements Column<R> {
        @Override
        public Long value(R row) {
            return read.apply(row);
        }

        @Override
        public String type() {
            return "int64 " + name;
        }

        @Override
        public void write(RecordConsumer consumer, int index, R row) {
            Fields.add(consumer, name, index, value(row).longValue());
        }
    }

    record Real<R>(String name, Function<R, Double> read) implements Column<R> {
        @Override
        public Double value(R row) {
            return read.apply(row);
        }

        @Override
        public String type() {
            return "double " + name;
        }

        @Override
        public void write(RecordConsumer consumer, int index, R row) {
            Fields.add(consumer, name, index, value(row).doubleValue());
        }
    }

    String csv() {
        StringBuilder csv =
                new StringBuilder(Csv.line(columns.stream().map(Column::name).toArray()));
        for (R row : rows) {
            csv.append(Csv.line(columns.stream()
                    .map(column -> Objects.requireNonNullElse(column.value(row), ""))
                    .toArray()));
        }
        return csv.toString();
    }

    /** Writes the file over one that stands. */
    void writeParquet(FileSystem store, Path folder) throws IOException {
        String file = name + ".parquet";
        store.delete(new Path(folder, file), false);
        try (RecordFile<R> out =
                new RecordFile<>(folder, file, store.getConf(), schema(), Map.of(), ROW_GROUP_BYTES, this::encode)) {
            for (R row : rows) {
                out.write(row);
            }
            out.finish();
        }
    }

    private MessageType schema() {
        return MessageTypeParser.parseMessageType(columns.stream()
                .map(column -> "  optional " + column.type() + ";\n")
                .collect(Collectors.joining("", "message " + name + " {\n", "}\n")));
    }

    private void encode(RecordConsumer consumer, R row) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).value(row) != null) {
                columns.get(index).write(consumer, index, row);
            }
        }
    }
}
