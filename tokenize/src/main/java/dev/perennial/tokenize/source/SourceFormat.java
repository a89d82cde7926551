package dev.perennial.tokenize.source;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a source file holds its documents: known by name for published corpora, by field paths for all others. */
public sealed interface SourceFormat extends Serializable {
    /** The Pile: {@code {"text": ..., "meta": {"pile_set_name": ...}}}. */
    SourceFormat PILE = jsonLines("text", "meta.pile_set_name");

    /** SlimPajama: {@code {"text": ..., "meta": {"redpajama_set_name": ...}}}. */
    SourceFormat SLIM_PAJAMA = jsonLines("text", "meta.redpajama_set_name");

    /** OSCAR: {@code content} since 22.01, {@code text} before; it names no domain. */
    SourceFormat OSCAR = new JsonLines(List.of(FieldPath.parse("content"), FieldPath.parse("text")), List.of());

    /** Dolma: {@code {"text": ..., "source": ...}}. */
    SourceFormat DOLMA = jsonLines("text", "source");

    /** Plain text, one document a file. */
    SourceFormat TEXT = new WholeFile();

    /**
     * One JSON object a line.
     *
     * @param text where the text stands; the first path that holds a string is taken
     * @param domain where the domain stands; where none holds a string, it is the distribution's name
     */
    record JsonLines(List<FieldPath> text, List<FieldPath> domain) implements SourceFormat {
        public JsonLines {
            text = List.copyOf(text);
            domain = List.copyOf(domain);
            if (text.isEmpty()) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION,
                        "Cannot read JSON lines: no field holds the text, got [], expected one path or more. Name it, for example text.");
            }
        }
    }

    /** The whole file is one document. */
    record WholeFile() implements SourceFormat {}

    /** JSON lines with the text and the domain at these dotted paths. */
    static SourceFormat jsonLines(String text, String domain) {
        return new JsonLines(List.of(FieldPath.parse(text)), List.of(FieldPath.parse(domain)));
    }

    /** The preset of that name: {@code pile}, {@code slimpajama}, {@code oscar}, {@code dolma} or {@code text}. */
    static SourceFormat named(String name) {
        SourceFormat preset = presets().get(name);
        if (preset == null) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read a source: its format is unknown, got '" + name + "', expected one of "
                            + String.join(", ", presets().keySet())
                            + ". Name one of them, or give the fields of text and domain.");
        }
        return preset;
    }

    /** All presets by name, in the order people list them. */
    static Map<String, SourceFormat> presets() {
        Map<String, SourceFormat> presets = new LinkedHashMap<>();
        presets.put("pile", PILE);
        presets.put("slimpajama", SLIM_PAJAMA);
        presets.put("oscar", OSCAR);
        presets.put("dolma", DOLMA);
        presets.put("text", TEXT);
        return presets;
    }
}
