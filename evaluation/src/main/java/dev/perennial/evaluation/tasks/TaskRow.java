package dev.perennial.evaluation.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a task's file. Fields that it should have and has not are errors that name file and line.
 *
 * @param place {@code file:line}
 * @param suffix of fields that stand for those without it, where there are any
 */
record TaskRow(String place, JsonNode fields, String suffix) {

    boolean has(String field) {
        return !find(field).isMissingNode() && !find(field).isNull();
    }

    /** Whether the field is there under its name with the suffix. */
    boolean isTranslated(String field) {
        return !suffix.isEmpty() && fields.has(field + suffix);
    }

    /** Of a text or a number. */
    String text(String field) {
        return text(field, field(field));
    }

    List<String> texts(String field) {
        return texts(field, field(field));
    }

    /** What is inside a field that is a section. */
    TaskRow section(String field) {
        JsonNode section = field(field);
        if (!section.isObject()) {
            throw refused("field '" + field + "' is no section", section.toString(), "an object");
        }
        return new TaskRow(place, section, "");
    }

    /** The sections of a field that is a list of them. */
    List<TaskRow> sections(String field) {
        List<TaskRow> sections = new ArrayList<>();
        field(field).forEach(each -> sections.add(new TaskRow(place, each, "")));
        return sections;
    }

    boolean isText(String field) {
        return find(field).isTextual();
    }

    boolean isList(String field) {
        return find(field).isArray();
    }

    /** The place of an answer among the names it may have; a truth value counts as 0 or 1. */
    int answer(String field, List<String> names) {
        JsonNode node = field(field);
        String answer = node.isBoolean() ? (node.booleanValue() ? "1" : "0") : node.asText();
        int at = names.indexOf(PythonText.strip(answer));
        if (at < 0) {
            throw refused("'" + field + "' names no choice", "'" + answer + "'", "one of " + String.join(", ", names));
        }
        return at;
    }

    PerennialException refused(String reason, String got, String expected) {
        return new PerennialException(
                ErrorCode.MALFORMED_DATA,
                "Cannot read " + place + ": " + reason + ", got " + got + ", expected " + expected + ".");
    }

    private JsonNode field(String name) {
        if (!has(name)) {
            List<String> names = new ArrayList<>();
            fields.fieldNames().forEachRemaining(names::add);
            throw refused("it has no field '" + name + "'", String.join(", ", names), "a row of the task's format");
        }
        return find(name);
    }

    private JsonNode find(String name) {
        return isTranslated(name) ? fields.path(name + suffix) : fields.path(name);
    }

    private List<String> texts(String field, JsonNode list) {
        if (!list.isArray()) {
            throw refused("field '" + field + "' is no list", list.toString(), "a list of texts");
        }
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(text(field, each)));
        return texts;
    }

    private String text(String field, JsonNode node) {
        if (!node.isValueNode()) {
            throw refused("field '" + field + "' is no text", node.toString(), "a text");
        }
        return node.asText();
    }
}
