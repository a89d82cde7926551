package dev.perennial.tokenize.source;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The columns of a Parquet file that a format asks for.
 *
 * @param text paths of columns that the file has, at least one
 * @param domain paths of columns that the file has
 * @param projection the file's schema without all other columns
 */
record ParquetColumns(List<FieldPath> text, List<FieldPath> domain, MessageType projection) {

    /** Fails if no column of the file can hold the text. */
    static ParquetColumns of(MessageType schema, SourceFormat.Fields format, String file) {
        List<FieldPath> text =
                format.text().stream().filter(path -> isString(schema, path)).toList();
        if (text.isEmpty()) {
            String wanted = format.text().stream().map(FieldPath::toString).collect(Collectors.joining(" or "));
            String columns = schema.getPaths().stream()
                    .map(path -> String.join(".", path))
                    .collect(Collectors.joining(", "));
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read '" + file + "': no column of strings holds the text, got the columns " + columns
                            + ", expected " + wanted + ". Name the right one in corpora.*.text.");
        }
        List<FieldPath> domain =
                format.domain().stream().filter(path -> isString(schema, path)).toList();
        MessageType projection = Stream.concat(text.stream(), domain.stream())
                .map(path -> new MessageType(schema.getName(), only(schema, path, 0)))
                .reduce(MessageType::union)
                .orElseThrow();
        return new ParquetColumns(text, domain, projection);
    }

    private static Type only(GroupType group, FieldPath path, int depth) {
        Type field = group.getType(path.names().get(depth));
        return depth == path.names().size() - 1
                ? field
                : field.asGroupType().withNewFields(only(field.asGroupType(), path, depth + 1));
    }

    private static boolean isString(GroupType group, FieldPath path) {
        Type type = group;
        for (String name : path.names()) {
            if (type.isPrimitive() || !type.asGroupType().containsField(name)) {
                return false;
            }
            type = type.asGroupType().getType(name);
            if (type.isRepetition(Type.Repetition.REPEATED)) {
                return false;
            }
        }
        return type.isPrimitive() && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
    }

    Optional<byte[]> textOf(Group row) {
        return first(row, text);
    }

    Optional<byte[]> domainOf(Group row) {
        return first(row, domain);
    }

    private static Optional<byte[]> first(Group row, List<FieldPath> paths) {
        return paths.stream().flatMap(path -> value(row, path).stream()).findFirst();
    }

    private static Optional<byte[]> value(Group row, FieldPath path) {
        Group group = row;
        List<String> names = new ArrayList<>(path.names());
        String last = names.remove(names.size() - 1);
        for (String name : names) {
            if (group.getFieldRepetitionCount(name) == 0) {
                return Optional.empty();
            }
            group = group.getGroup(name, 0);
        }
        return group.getFieldRepetitionCount(last) == 0
                ? Optional.empty()
                : Optional.of(group.getBinary(last, 0)).map(Binary::getBytes);
    }
}
