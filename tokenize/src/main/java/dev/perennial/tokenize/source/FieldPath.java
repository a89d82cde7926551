package dev.perennial.tokenize.source;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.Serializable;
import java.util.List;

/** The way to a field of a JSON object through objects within it, written with dots: {@code meta.pile_set_name}. */
public record FieldPath(List<String> names) implements Serializable {
    public FieldPath {
        names = List.copyOf(names);
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot take a field path: a name is empty, got '" + String.join(".", names)
                            + "', expected names with dots between them. Write for example meta.source.");
        }
    }

    public static FieldPath parse(String dotted) {
        return new FieldPath(List.of(dotted.split("\\.", -1)));
    }

    @Override
    public String toString() {
        return String.join(".", names);
    }
}
