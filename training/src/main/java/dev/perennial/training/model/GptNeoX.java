package dev.perennial.training.model;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;

/**
 * The shape of a GPT-NeoX language model: parallel residual, LayerNorm, exact GELU, rotary positions on a share of each
 * head, untied embeddings. Numerically it is Hugging Face's {@code GPTNeoXForCausalLM}.
 *
 * @param vocabulary rows of both embeddings
 * @param layers transformer blocks
 * @param width the hidden size d
 * @param heads attention heads; the head size is width / heads
 * @param context tokens in a sequence, T
 * @param rotary the share of each head that is rotated (1/4 in the paper)
 * @param rotaryBase 10000 in the paper
 * @param normEpsilon added to the variance in LayerNorm
 */
public record GptNeoX(
        int vocabulary,
        int layers,
        int width,
        int heads,
        int context,
        Share rotary,
        double rotaryBase,
        double normEpsilon)
        implements java.io.Serializable {

    public GptNeoX {
        require(vocabulary > 0, "vocabulary", vocabulary, "at least 1");
        require(layers > 0, "layers", layers, "at least 1");
        require(heads > 0, "heads", heads, "at least 1");
        require(width > 0 && width % heads == 0, "width", width, "a multiple of heads = " + heads);
        require(context > 0, "context", context, "at least 1");
        require(
                rotary.of(width / heads) % 2 == 0,
                "rotary",
                rotary.of(width / heads),
                "an even number of rotated dimensions a head");
    }

    /** The same parameters on sequences of another length. */
    public GptNeoX withContext(int tokens) {
        return new GptNeoX(vocabulary, layers, width, heads, tokens, rotary, rotaryBase, normEpsilon);
    }

    public int headSize() {
        return width / heads;
    }

    /** How many leading dimensions of each head are rotated. */
    public int rotatedSize() {
        return (int) rotary.of(headSize());
    }

    private static void require(boolean condition, String name, Object got, String expected) {
        if (!condition) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot shape a model: " + name + " does not fit, got " + got + ", expected " + expected + ".");
        }
    }
}
