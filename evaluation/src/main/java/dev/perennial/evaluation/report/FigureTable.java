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
record FigureTable<R>(String name, List<Column<R, ?>> columns, List<R> rows) {
    private static final long ROW_GROUP_BYTES = 16L << 20;

    /**
     * A column; a value that is missing is null, an empty cell of CSV.
     *
     * @param type of Parquet, as a schema names the column with it
     */
    record Column<R, V>(String name, String type, Function<R, V> value, Adder<V> adder) {
        private void write(RecordConsumer consumer, int index, R row) {
            V written = value.apply(row);
            if (written != null) {
                adder.add(consumer, name, index, written);
            }
        }

        private Object cell(R row) {
            return Objects.requireNonNullElse(value.apply(row), "");
        }
    }

    /** How a value gets into a row of Parquet. */
    private interface Adder<V> {
        void add(RecordConsumer consumer, String name, int index, V value);
    }

    static <R> Column<R, String> text(String name, Function<R, String> value) {
        return new Column<>(name, "binary " + name + " (STRING)", value, Fields::add);
    }

    static <R> Column<R, Long> count(String name, Function<R, Long> value) {
        return new Column<>(name, "int64 " + name, value, Fields::add);
    }

    static <R> Column<R, Double> real(String name, Function<R, Double> value) {
        return new Column<>(name, "double " + name, value, Fields::add);
    }

    String csv() {
        StringBuilder csv =
                new StringBuilder(Csv.line(columns.stream().map(Column::name).toArray()));
        for (R row : rows) {
            csv.append(Csv.line(columns.stream().map(column -> column.cell(row)).toArray()));
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
            columns.get(index).write(consumer, index, row);
        }
    }
}
