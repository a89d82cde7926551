package dev.perennial.training.kernel;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.model.GptNeoX;
import java.util.Arrays;

/** Checks a batch before native code reads by it: an id out of range would read foreign memory. */
final class Inputs {

    private Inputs() {}

    /** Of a forward pass, where every token has a label. */
    static void check(GptNeoX model, Batch batch) {
        checkSizes(model, batch);
        checkRange(model, batch.labels(), "label");
    }

    /** Of a step, where tokens before padding have none. */
    static void checkStep(GptNeoX model, Batch batch) {
        checkSizes(model, batch);
        checkRange(
                model,
                Arrays.stream(batch.labels())
                        .map(label -> label == Batch.NO_LABEL ? 0 : label)
                        .toArray(),
                "label");
    }

    private static void checkSizes(GptNeoX model, Batch batch) {
        long tokens = (long) batch.sequences() * model.context();
        if (batch.sequences() < 1 || batch.ids().length != tokens || batch.labels().length != tokens) {
            throw new PerennialException(
                    ErrorCode.DEFECT,
                    "Cannot compute a batch: got " + batch.sequences() + " sequences, " + batch.ids().length + " ids, "
                            + batch.labels().length + " labels, expected sequences of " + model.context()
                            + " of each.");
        }
        checkRange(model, batch.ids(), "id");
        checkStarts(model, batch.documentStarts(), tokens);
    }

    /** A document begins at or before its tokens, and not before the one that precedes it. */
    private static void checkStarts(GptNeoX model, int[] starts, long tokens) {
        boolean fits = starts.length == tokens;
        for (int i = 0; fits && i < starts.length; i++) {
            int position = i % model.context();
            fits = starts[i] >= (position == 0 ? 0 : starts[i - 1]) && starts[i] <= position;
        }
        if (!fits) {
            throw new PerennialException(
                    ErrorCode.DEFECT, "Cannot mask a batch by document: the documents' starts do not lie in order.");
        }
    }

    private static void checkRange(GptNeoX model, int[] values, String what) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= model.vocabulary()) {
                throw new PerennialException(
                        ErrorCode.MALFORMED_DATA,
                        "Cannot compute a batch: " + what + " " + i + " is not in the vocabulary, got " + values[i]
                                + ", expected 0 to " + (model.vocabulary() - 1)
                                + ". Does the stream's tokenizer fit the model?");
            }
        }
    }
}
