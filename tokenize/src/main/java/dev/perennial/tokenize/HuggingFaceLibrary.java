package dev.perennial.tokenize;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One tokenizer of Hugging Face's native library, which DJL brings for Linux, macOS and Windows and unpacks into {@code
 * DJL_CACHE_DIR}; it needs no network. Several threads may use it at once.
 */
final class HuggingFaceLibrary {
    private static final String OFFLINE = "ai.djl.offline";
    private static final Map<String, String> WHOLE_TEXTS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    // Held for as long as this object: DJL frees the native tokenizer with its Java one, even while a handle is in use.
    private final HuggingFaceTokenizer tokenizer;

    private HuggingFaceLibrary(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    static HuggingFaceLibrary load(JsonNode json) {
        if (System.getProperty(OFFLINE) == null) {
            // DJL would tell its makers that it is in use.
            System.setProperty(OFFLINE, "true");
        }
        requireNative();
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return new HuggingFaceLibrary(
                    HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), WHOLE_TEXTS));
        } catch (IOException | RuntimeException e) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot read tokenizer.json: neither the Java engine nor Hugging Face's library can, got '"
                            + e.getMessage() + "', expected what its save() writes. Fetch the file again.",
                    e);
        }
    }

    private static void requireNative() {
        try {
            LibUtils.checkStatus();
        } catch (LinkageError | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot load Hugging Face's library, which this tokenizer.json needs: " + cause.getMessage()
                            + ", got "
                            + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                            + ", expected Linux, macOS or Windows on x86-64, or Linux or macOS on aarch64, and a DJL_CACHE_DIR"
                            + " that can be written. Choose a byte-level BPE tokenizer, which needs no native code.",
                    e);
        }
    }

    /** The ids alone: DJL's own method would copy out tokens, spans and masks as well. */
    long[] encode(String text) {
        try {
            long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
            try {
                return TokenizersLibrary.LIB.getTokenIds(encoding);
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } catch (RuntimeException e) {
            throw failed("encode text", e);
        } finally {
            Reference.reachabilityFence(tokenizer);
        }
    }

    /** The text of ids, special tokens included as they are spelt. */
    String decode(long[] ids) {
        try {
            return tokenizer.decode(ids, false);
        } catch (RuntimeException e) {
            throw failed("decode ids", e);
        }
    }

    private static PerennialException failed(String action, RuntimeException cause) {
        return new PerennialException(
                ErrorCode.MALFORMED_DATA,
                "Cannot " + action + " with this tokenizer.json: Hugging Face's library says '" + cause.getMessage()
                        + "'. Mend tokenizer.json: does its vocabulary have the unknown token that it names?",
                cause);
    }
}
