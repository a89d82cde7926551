package dev.perennial.evaluation.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;

/** Reports as JSON, for programs and for the page's own script. */
final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new Jdk8Module())
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private ReportJson() {}

    static String of(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("records of plain values are JSON", e);
        }
    }

    /** Reads {@code text}, which came from {@code source}; what the type does not name is passed over. */
    static <T> T read(String text, Class<T> type, String source) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot read '" + source + "': it is not the JSON it should be: " + e.getOriginalMessage() + ".",
                    e);
        }
    }

    /** JSON that can stand in a script element: without {@code <}, no text in it can end the element or open another. */
    static String ofForScript(Object value) {
        return of(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
