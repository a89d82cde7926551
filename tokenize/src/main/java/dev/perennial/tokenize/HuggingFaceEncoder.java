package dev.perennial.tokenize;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Encodes with Hugging Face's library; the text becomes a string, since that is what DJL takes. */
final class HuggingFaceEncoder implements Encoder {
    private final HuggingFaceLibrary library;
    private final int vocabularySize;
    private int[] ids = new int[0];

    HuggingFaceEncoder(HuggingFaceLibrary library, int vocabularySize) {
        this.library = library;
        this.vocabularySize = vocabularySize;
    }

    @Override
    public int encode(byte[] utf8, int from, int to) {
        Objects.checkFromToIndex(from, to, utf8.length);
        // What is malformed becomes U+FFFD here: of a lone surrogate the library would make rubbish of the whole
        // string.
        long[] found = library.encode(new String(utf8, from, to - from, StandardCharsets.UTF_8));
        if (ids.length < found.length) {
            ids = new int[Growth.atLeast(found.length, ids.length)];
        }
        for (int i = 0; i < found.length; i++) {
            ids[i] = inVocabulary(found[i]);
        }
        return found.length;
    }

    private int inVocabulary(long id) {
        if (id >= vocabularySize) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot encode with tokenizer.json: Hugging Face's library numbers added tokens on from the vocabulary,"
                            + " got id " + id + ", expected at most " + (vocabularySize - 1)
                            + ". Write the file with save() of Hugging Face's library.");
        }
        return (int) id;
    }

    @Override
    public int[] ids() {
        return ids;
    }
}
