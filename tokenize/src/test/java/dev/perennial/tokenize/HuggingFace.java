package dev.perennial.tokenize;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Hugging Face's own tokenizers, through DJL: the reference. */
final class HuggingFace {
    static {
        System.setProperty(
                "DJL_CACHE_DIR",
                Path.of("target", "djl", System.getProperty("perennial.fork", "fork-1"))
                        .toAbsolutePath()
                        .toString());
        System.setProperty("ai.djl.offline", "true");
    }

    // Held for as long as this object: DJL frees the native tokenizer with its Java one, even while a handle is in use.
    private final HuggingFaceTokenizer tokenizer;

    HuggingFace(byte[] json) {
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json),
                    Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int[] encode(String text) {
        long[] ids = tokenizer.encode(text, false, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }
}
