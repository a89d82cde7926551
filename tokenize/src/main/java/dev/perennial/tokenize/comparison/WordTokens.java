package dev.perennial.tokenize.comparison;

import dev.perennial.tokenize.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * How many tokens a word takes: by itself, or with the space before it if there is one and that takes fewer, as tokenizers
 * that join the two have it. So it is asked of any tokenizer alike, whether or not its tokens can be laid over the text.
 */
final class WordTokens {
    private static final int MOST_REMEMBERED = 1 << 18;
    private static final int LONGEST_REMEMBERED = 64;

    private final Encoder encoder;
    private final Map<String, Integer> remembered = new HashMap<>();

    WordTokens(Encoder encoder) {
        this.encoder = encoder;
    }

    int of(byte[] text, int from, int to, boolean spaced) {
        if (to - from > LONGEST_REMEMBERED) {
            return count(text, from, to, spaced);
        }
        // One byte a character: as a key it need not be read.
        int start = spaced ? from - 1 : from;
        String key = new String(text, start, to - start, StandardCharsets.ISO_8859_1);
        Integer known = remembered.get(key);
        if (known == null) {
            known = count(text, from, to, spaced);
            if (remembered.size() == MOST_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(key, known);
        }
        return known;
    }

    private int count(byte[] text, int from, int to, boolean spaced) {
        int alone = encoder.encode(text, from, to);
        return spaced ? Math.min(alone, encoder.encode(text, from - 1, to)) : alone;
    }
}
