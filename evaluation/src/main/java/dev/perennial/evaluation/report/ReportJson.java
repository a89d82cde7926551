package dev.perennial.evaluation.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

/** Writes reports as JSON, for programs and for the page's own script. */
final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    private ReportJson() {}

    static String of(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("records of plain values are JSON", e);
        }
    }

    /** JSON that can stand in a script element: without {@code <}, no text in it can end the element or open another. */
    static String ofForScript(Object value) {
        return of(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
