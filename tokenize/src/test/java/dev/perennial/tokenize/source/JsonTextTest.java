package dev.perennial.tokenize.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Property
    void anyStringComesBackHoweverItWasEscaped(@ForAll String text) throws IOException {
        assertThat(taken(written(text, true))).isEqualTo(withoutLoneSurrogates(text));
        String whole = withoutLoneSurrogates(text);
        assertThat(taken(written(whole, false))).isEqualTo(whole);
    }

    /** Few kinds of units, so that surrogates, quotes and backslashes meet often. */
    @Property
    void surrogatesMeetInAnyOrder(
            @ForAll @Chars({'\\', '"', 'u', '\n', '\uD83D', '\uDE00', '\u00E9', '\u20AC'}) @StringLength(max = 6)
                    String text)
            throws IOException {
        assertThat(taken(written(text, true))).isEqualTo(withoutLoneSurrogates(text));
    }

    @Test
    void everyEscapeOfTheStandardIsKnown() {
        String json = "\"" + "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\u20AC \\ud83d\\ude00" + "\"";
        assertThat(taken(json)).isEqualTo("\" \\ / \b \f \n \r \t \u00e9 \u20AC \ud83d\ude00");
    }

    private static String taken(String json) {
        byte[] line = ("  " + json + ", ").getBytes(StandardCharsets.UTF_8);
        byte[] text = JsonText.at(line, 2);
        assertThat(Utf8.firstMalformed(text, 0, text.length)).isEqualTo(-1);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String written(String text, boolean escaped) throws IOException {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = JsonFactory.builder()
                .configure(JsonWriteFeature.ESCAPE_NON_ASCII, escaped)
                .build()
                .createGenerator(json)) {
            generator.writeString(text);
        }
        return json.toString();
    }

    private static String withoutLoneSurrogates(String text) {
        return text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
