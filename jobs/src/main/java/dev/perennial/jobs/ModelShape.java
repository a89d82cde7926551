package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.Share;
import dev.perennial.training.model.GptNeoX;

/** The model as configured; its vocabulary is the tokenizer's. */
public record ModelShape(
        int layers,
        int width,
        int heads,
        int context,
        @Default("1/4") Share rotary,
        @Default("10000") double rotaryBase,
        @Default("1e-5") double normEpsilon) {

    public ModelShape {
        new GptNeoX(1, layers, width, heads, context, rotary, rotaryBase, normEpsilon);
    }

    GptNeoX withVocabulary(int vocabulary) {
        return new GptNeoX(vocabulary, layers, width, heads, context, rotary, rotaryBase, normEpsilon);
    }
}
