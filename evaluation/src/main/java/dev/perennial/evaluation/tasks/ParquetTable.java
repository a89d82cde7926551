package dev.perennial.evaluation.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Rows of a Parquet file, as the Hugging Face hub has tasks; lists and sections are nested as in JSON. */
final class ParquetTable {
    private ParquetTable() {}

    static List<TaskRow> rows(Path file, String suffix, Configuration hadoop) throws IOException {
        List<TaskRow> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = ParquetReader.builder(new GroupReadSupport(), file)
                .withConf(hadoop)
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(TaskRows.row(file, rows.size() + 1L, section(row), suffix));
            }
        } catch (RuntimeException e) {
            throw TaskRows.unreadable(file.toString(), "it is no Parquet: " + e.getMessage(), e);
        }
        return rows;
    }

    private static ObjectNode section(Group group) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (Type type : group.getType().getFields()) {
            if (type.isRepetition(Type.Repetition.REPEATED)) {
                fields.set(type.getName(), repeated(group, type.getName(), false));
            } else if (group.getFieldRepetitionCount(type.getName()) > 0) {
                fields.set(type.getName(), value(group, type, 0));
            }
        }
        return fields;
    }

    private static JsonNode value(Group group, Type type, int index) {
        if (type.isPrimitive()) {
            String text = group.getValueToString(group.getType().getFieldIndex(type.getName()), index);
            return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
                case BOOLEAN -> JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
                case INT32, INT64 -> JsonNodeFactory.instance.numberNode(Long.parseLong(text));
                case BINARY, FIXED_LEN_BYTE_ARRAY, INT96, FLOAT, DOUBLE -> JsonNodeFactory.instance.textNode(text);
            };
        }
        Group inner = group.getGroup(type.getName(), index);
        boolean list = LogicalTypeAnnotation.listType().equals(type.getLogicalTypeAnnotation());
        return list ? repeated(inner, inner.getType().getFieldName(0), true) : section(inner);
    }

    /** @param wrapped whether each item stands in a group of one field, as Parquet's lists have it */
    private static ArrayNode repeated(Group group, String name, boolean wrapped) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        Type type = group.getType().getType(name);
        for (int i = 0; i < group.getFieldRepetitionCount(name); i++) {
            boolean single =
                    wrapped && !type.isPrimitive() && type.asGroupType().getFieldCount() == 1;
            items.add(single ? only(group.getGroup(name, i)) : value(group, type, i));
        }
        return items;
    }

    private static JsonNode only(Group item) {
        Type type = item.getType().getType(0);
        return item.getFieldRepetitionCount(0) == 0 ? JsonNodeFactory.instance.nullNode() : value(item, type, 0);
    }
}
