package dev.perennial.jobs.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The shape in which a published corpus wraps a text in one JSON object a line. */
enum Envelope {
    PILE {
        @Override
        void wrap(JsonGenerator json, String text, String domain) throws IOException {
            withMeta(json, text, "pile_set_name", domain);
        }
    },
    SLIM_PAJAMA {
        @Override
        void wrap(JsonGenerator json, String text, String domain) throws IOException {
            withMeta(json, text, "redpajama_set_name", domain);
        }
    },
    /** As of OSCAR 23.01; it has no domain, and {@code domain} is the language's label. */
    OSCAR {
        @Override
        void wrap(JsonGenerator json, String text, String domain) throws IOException {
            json.writeStartObject();
            json.writeStringField("content", text);
            json.writeObjectFieldStart("metadata");
            json.writeObjectFieldStart("identification");
            json.writeStringField("label", domain);
            json.writeEndObject();
            json.writeNullField("quality_warnings");
            json.writeEndObject();
            json.writeEndObject();
        }
    };

    abstract void wrap(JsonGenerator json, String text, String domain) throws IOException;

    private static void withMeta(JsonGenerator json, String text, String field, String domain) throws IOException {
        json.writeStartObject();
        json.writeStringField("text", text);
        json.writeObjectFieldStart("meta");
        json.writeStringField(field, domain);
        json.writeEndObject();
        json.writeEndObject();
    }
}
