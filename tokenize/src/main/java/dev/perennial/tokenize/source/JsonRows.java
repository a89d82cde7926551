package dev.perennial.tokenize.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows of JSON lines: each line is parsed apart, so that a malformed one rejects itself only. */
final class JsonRows implements Rows {
    // Names in a corpus are hostile input: they must neither stay interned nor make the symbol table throw.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final int LONGEST_DESCRIPTION = 160;

    private final LineReader lines;
    private final SourceFormat.Fields format;
    private final FieldTree fields;
    private final String distribution;
    private final int maximum;

    JsonRows(LineReader lines, SourceFormat.Fields format, String distribution, int maximum) {
        this.lines = lines;
        this.format = format;
        this.fields = FieldTree.of(
                Stream.concat(format.text().stream(), format.domain().stream()).toList());
        this.distribution = distribution;
        this.maximum = maximum;
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        while (true) {
            switch (lines.advance()) {
                case END -> {
                    return Optional.empty();
                }
                case TOO_LONG -> {
                    return Optional.of(reject(
                            RejectReason.TOO_LONG, "the line is too long, expected at most " + maximum + " bytes"));
                }
                case LINE -> {
                    if (!lines.isBlank()) {
                        return Optional.of(row());
                    }
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    @Override
    public long line() {
        return lines.number();
    }

    private SourceRow row() {
        byte[] bytes = lines.bytes();
        int malformed = Utf8.firstMalformed(bytes, 0, lines.length());
        if (malformed >= 0) {
            String value = String.format("0x%02x", bytes[malformed]);
            return reject(RejectReason.INVALID_UTF8, "byte " + (malformed + 1) + " is not UTF-8, got " + value);
        }
        try {
            return row(quotes());
        } catch (JsonProcessingException e) {
            return reject(RejectReason.MALFORMED_JSON, "the line is not one JSON object: " + describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the wanted strings stand, once the parser has been through the whole line. */
    private Map<FieldPath, Integer> quotes() throws IOException {
        try (JsonParser parser = FACTORY.createParser(lines.bytes(), 0, lines.length())) {
            if (holdsZeroEarly() || parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "it begins otherwise than with {");
            }
            Map<FieldPath, Integer> quotes = new HashMap<>();
            fields.find(parser, quotes);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something stands behind it");
            }
            return quotes;
        }
    }

    /** A zero among the first four bytes makes Jackson guess UTF-16 or UTF-32 and read what no line of UTF-8 says. */
    private boolean holdsZeroEarly() {
        for (int index = 0; index < Math.min(4, lines.length()); index++) {
            if (lines.bytes()[index] == 0) {
                return true;
            }
        }
        return false;
    }

    private SourceRow row(Map<FieldPath, Integer> quotes) {
        Optional<FieldPath> textPath = first(format.text(), quotes);
        if (textPath.isEmpty()) {
            String names = format.text().stream().map(FieldPath::toString).collect(Collectors.joining(" or "));
            return reject(RejectReason.MISSING_FIELD, "no string stands in the field " + names);
        }
        byte[] text = JsonText.at(lines.bytes(), quotes.get(textPath.get()));
        if (Utf8.isBlank(text)) {
            return reject(RejectReason.EMPTY, "the text is empty");
        }
        // A string can be taken out of its line only once.
        String domain = first(format.domain(), quotes)
                .map(path -> path.equals(textPath.get()) ? text : JsonText.at(lines.bytes(), quotes.get(path)))
                .filter(name -> !Utf8.isBlank(name))
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .orElse(distribution);
        return new Document(lines.number(), text, domain);
    }

    private static Optional<FieldPath> first(List<FieldPath> paths, Map<FieldPath, Integer> quotes) {
        return paths.stream().filter(quotes::containsKey).findFirst();
    }

    private Rejected reject(RejectReason code, String because) {
        return new Rejected(lines.number(), code, "Cannot read line " + lines.number() + ": " + because + ".");
    }

    private static String describe(JsonProcessingException problem) {
        String message = problem.getOriginalMessage().lines().findFirst().orElse("");
        return message.length() <= LONGEST_DESCRIPTION ? message : message.substring(0, LONGEST_DESCRIPTION) + "...";
    }
}
