package dev.perennial.training.kernel;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.model.GptNeoX;

/** Checks a batch before native code reads by it: an id out of range would read foreign memory. */
final class Inputs {

    private Inputs() {}

    static void check(GptNeoX model, int[] ids, int[] labels, int batch) {
        long tokens = (long) batch * model.context();
        if (batch < 1 || ids.length != tokens || labels.length != tokens) {
            throw new PerennialException(
                    ErrorCode.DEFECT,
                    "Cannot compute a batch: got " + batch + " sequences, " + ids.length + " ids, " + labels.length
                            + " labels, expected sequences of " + model.context() + " of each.");
        }
        checkRange(model, ids, "id");
        checkRange(model, labels, "label");
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
