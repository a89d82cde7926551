package dev.perennial.tests.text;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Changes that make another text of a real one, so that a few megabytes give a hundred without repeating themselves. */
public enum Variation {
    NONE(text -> text),
    UPPER_CASE(text -> text.toUpperCase(Locale.ROOT)),
    DECOMPOSED(text -> Normalizer.normalize(text, Normalizer.Form.NFD)),
    WIDE_SPACES(text -> text.replace(" ", "   ").replace("\n", " \r\n\t")),
    WITHOUT_SPACES(text -> text.replace(" ", "")),
    VOWELS_SHIFTED(
            text -> text.replace('e', 'ö').replace('a', 'e').replace('i', 'a').replace('o', '\u0456')),
    MIRRORED(text -> new StringBuilder(text).reverse().toString());

    private final UnaryOperator<String> change;

    Variation(UnaryOperator<String> change) {
        this.change = change;
    }

    public String of(String text) {
        return change.apply(text);
    }
}
