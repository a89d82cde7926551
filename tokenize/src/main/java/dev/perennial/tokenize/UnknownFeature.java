package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;

/** Something in a {@code tokenizer.json} that the Java engine does not know and that would make its ids differ. */
final class UnknownFeature extends RuntimeException {
    private static final int LONGEST = 80;

    private final String what;
    private final String got;
    private final String expected;

    UnknownFeature(String what, JsonNode got, String expected) {
        super(what);
        this.what = what;
        this.got = shortened(got.isMissingNode() ? "nothing" : got.toString());
        this.expected = expected;
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "...";
    }

    /** The error for a user who wants the Java engine or nothing. */
    PerennialException refusal() {
        return new PerennialException(
                ErrorCode.UNSUPPORTED,
                "Cannot use tokenizer.json: the Java engine does not know " + what + ", got " + got + ", expected "
                        + expected
                        + ". Let Hugging Face's library encode, with tokenizer.engine = automatic, or choose a"
                        + " byte-level BPE tokenizer such as GPT-NeoX's, Llama 3's or Qwen2's.",
                this);
    }

    /** One line for a user whose text is encoded by Hugging Face's library instead. */
    String notice() {
        return "tokenizer.json: the Java engine does not know " + what + " (got " + got + ", expected " + expected
                + "); Hugging Face's library encodes instead, about 25 to 90 times slower";
    }
}
