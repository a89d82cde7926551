package dev.perennial.training.model;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.Serializable;

/**
 * How likely a value is dropped in training, as Hugging Face's GPT-NeoX has it: the values that stay are scaled up, and nothing is
 * dropped when losses are evaluated.
 *
 * @param attention of the attention's probabilities
 * @param hidden of the embeddings, and of what attention and feed-forward add to the residual
 */
public record Dropout(@Default("0") double attention, @Default("0") double hidden) implements Serializable {
    public static final Dropout NONE = new Dropout(0, 0);

    public Dropout {
        require("attention", attention);
        require("hidden", hidden);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    private static void require(String name, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot drop values: " + name + " is out of range, got " + rate + ", expected 0 to below 1.");
        }
    }
}
