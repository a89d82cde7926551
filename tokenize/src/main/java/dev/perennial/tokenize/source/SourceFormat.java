package dev.perennial.tokenize.source;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a source file holds its documents: known by name for published corpora, by field paths for all others. */
public sealed interface SourceFormat extends Serializable {
    /** The Pile: {@code {"text": ..., "meta": {"pile_set_name": ...}}}. */
    SourceFormat PILE = fields("text", "meta.pile_set_name");

    /** SlimPajama: {@code {"text": ..., "meta": {"redpajama_set_name": ...}}}. */
    SourceFormat SLIM_PAJAMA = fields("text", "meta.redpajama_set_name");

    /** Dolma: {@code {"text": ..., "source": ...}}. */
    SourceFormat DOLMA = fields("text", "source");

    /** All of OSCAR's editions; none names a domain. */
    SourceFormat OSCAR = new Oscar();

    /** Plain text, one document a file. */
    SourceFormat TEXT = new WholeFile();

    /** Plain text, documents with blank lines between them. */
    SourceFormat PARAGRAPHS = new Paragraphs();

    /**
     * Rows with fields: one JSON object a line, or the rows of a Parquet file.
     *
     * @param text where the text stands; the first path that holds a string is taken
     * @param domain where the domain stands; where none holds a string, it is the distribution's name
     */
    record Fields(List<FieldPath> text, List<FieldPath> domain) implements SourceFormat {
        public Fields {
            text = List.copyOf(text);
            domain = List.copyOf(domain);
            if (text.isEmpty()) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION,
                        "Cannot read rows: no field holds the text, got [], expected one path or more. Name it, for example text.");
            }
        }
    }

    /** The whole file is one document. */
    record WholeFile() implements SourceFormat {}

    /** A blank line ends a document. */
    record Paragraphs() implements SourceFormat {}

    /**
     * OSCAR: plain text ({@code .txt}) in 2019; rows with {@code content} since 22.01, with {@code text} where others converted
     * 2019.
     */
    record Oscar() implements SourceFormat {
        private static final SourceFormat ROWS =
                new Fields(List.of(FieldPath.parse("content"), FieldPath.parse("text")), List.of());

        @Override
        public SourceFormat in(String fileName) {
            String name = fileName.toLowerCase(Locale.ROOT);
            return name.matches(".*\\.txt(\\.gz|\\.zst|\\.zstd)?") ? PARAGRAPHS : ROWS;
        }
    }

    /** What this is in a file of that name, for corpora that changed their form over the years. */
    default SourceFormat in(String fileName) {
        return this;
    }

    /** Rows with the text and the domain at these dotted paths. */
    static SourceFormat fields(String text, String domain) {
        return new Fields(List.of(FieldPath.parse(text)), List.of(FieldPath.parse(domain)));
    }

    /** The preset of that name: {@code pile}, {@code slimpajama}, {@code oscar}, {@code dolma}, {@code text} or {@code paragraphs}. */
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
        presets.put("paragraphs", PARAGRAPHS);
        return presets;
    }
}
