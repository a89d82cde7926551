package dev.perennial.evaluation.tasks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads a task's file by the end of its name. Tasks are small: a file is read at once. */
final class TaskRows {
    private static final JsonMapper MAPPER = new JsonMapper(new JsonFactory());

    private TaskRows() {}

    static List<TaskRow> read(Path file, TaskSource source, Configuration hadoop) {
        String name = file.getName().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".parquet")) {
                return ParquetTable.rows(file, source.suffix(), hadoop);
            }
            String text = text(file, hadoop);
            if (name.endsWith(".csv") || name.endsWith(".tsv")) {
                return CsvTable.rows(file, text, name.endsWith(".csv") ? ',' : '\t', source);
            }
            if (name.endsWith(".json") || name.endsWith(".jsonl")) {
                return json(file, text, source.suffix());
            }
            return PlainText.rows(file, text, source.format());
        } catch (IOException e) {
            throw unreadable(file.toString(), e.getMessage(), e);
        }
    }

    /** Gives each row the answer that stands in the same line of another file. */
    static List<TaskRow> labelled(List<TaskRow> rows, Path file, Configuration hadoop) {
        List<String> labels = lines(file, hadoop);
        if (labels.size() != rows.size()) {
            throw unreadable(
                    file.toString(),
                    "it has not a label for each row, got " + labels.size() + " labels, expected " + rows.size(),
                    null);
        }
        for (int i = 0; i < rows.size(); i++) {
            ((ObjectNode) rows.get(i).fields()).put("label", labels.get(i));
        }
        return rows;
    }

    static TaskRow row(Path file, long line, JsonNode fields, String suffix) {
        return new TaskRow(file.toUri().getPath() + ":" + line, fields, suffix);
    }

    static PerennialException unreadable(String place, String reason, Exception cause) {
        return new PerennialException(
                ErrorCode.MALFORMED_DATA, "Cannot read the task file '" + place + "': " + reason + ".", cause);
    }

    static ObjectNode fields() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static List<String> lines(Path file, Configuration hadoop) {
        try {
            return text(file, hadoop).strip().lines().toList();
        } catch (FileNotFoundException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE, "Cannot read the labels '" + file + "': no such file.", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e.getMessage(), e);
        }
    }

    private static String text(Path file, Configuration hadoop) throws IOException {
        try (var in = file.getFileSystem(hadoop).open(file)) {
            String text = decoded(file, in.readAllBytes());
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
    }

    private static String decoded(Path file, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, text, true).isError()) {
            long line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw unreadable(
                    file.toUri().getPath() + ":" + line,
                    String.format(
                            Locale.ROOT,
                            "it is not UTF-8, got byte 0x%02X at byte %,d of the file",
                            bytes[in.position()],
                            in.position()),
                    null);
        }
        return text.flip().toString();
    }

    /** One object a line, or a list of all. */
    private static List<TaskRow> json(Path file, String text, String suffix) throws IOException {
        List<TaskRow> rows = new ArrayList<>();
        try (MappingIterator<JsonNode> nodes = MAPPER.readerFor(JsonNode.class).readValues(text)) {
            while (nodes.hasNextValue()) {
                int line = nodes.getParser().getTokenLocation().getLineNr();
                JsonNode node = nodes.nextValue();
                if (!node.isObject()) {
                    throw unreadable(row(file, line, node, suffix).place(), "a row is no object, got " + node, null);
                }
                rows.add(row(file, line, node, suffix));
            }
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw unreadable(
                    file.toUri().getPath() + ":" + location.getLineNr(), "it is no JSON: " + e.getOriginalMessage(), e);
        }
        return rows;
    }
}
