package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.training.model.GptNeoX;
import java.util.Optional;

/**
 * The model as configured.
 *
 * @param vocabulary rows of both embeddings, such as 50,304 for 50,277 tokens; without it, as many as the tokenizer has entries
 */
public record ModelShape(
        int layers,
        int width,
        int heads,
        int context,
        @Default("1/4") Share rotary,
        @Default("10000") double rotaryBase,
        @Default("1e-5") double normEpsilon,
        Optional<Integer> vocabulary) {

    public ModelShape {
        new GptNeoX(1, layers, width, heads, context, rotary, rotaryBase, normEpsilon);
    }

    /** The model for a tokenizer of so many entries. */
    public GptNeoX forTokens(int entries) {
        int rows = vocabulary.orElse(entries);
        if (rows < entries) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot embed all tokens: model.vocabulary does not fit, got " + rows + ", expected at least the "
                            + "tokenizer's " + entries + ".");
        }
        return new GptNeoX(rows, layers, width, heads, context, rotary, rotaryBase, normEpsilon);
    }
}
