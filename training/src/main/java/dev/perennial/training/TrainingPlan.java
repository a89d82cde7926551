package dev.perennial.training;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Masking;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.Rounds;
import dev.perennial.training.schedule.LearningRateSchedule;
import java.io.Serializable;
import java.util.Optional;

/**
 * A whole training run, decided before it begins; it travels to the executors as it is.
 *
 * @param parent the checkpoint to continue from; without one, training starts from initial values
 * @param keepOptimizer whether Adam's moments of the parent are kept, or start from zero as in the paper
 * @param checkpointEvery rounds between two checkpoints one can resume from
 */
public record TrainingPlan(
        String name,
        TokenStream stream,
        Fingerprint tokenizer,
        int endOfText,
        GptNeoX model,
        Masking masking,
        Checkpoint parent,
        boolean keepOptimizer,
        AdamW optimizer,
        LearningRateSchedule schedule,
        RoundPlan rounds,
        long checkpointEvery,
        Seed seed,
        Backend backend)
        implements Serializable {

    public TrainingPlan {
        require(checkpointEvery >= 1, "checkpoint-every", checkpointEvery, "at least 1 round");
        require(stream.context() == model.context(), "the model's context", model.context(), stream.context());
        if (parent != null) {
            require(parent.model().equals(model), "the model", model, parent.model());
            if (!tokenizer.equals(parent.tokenizer())) {
                throw new PerennialException(
                        ErrorCode.TOKENIZER_MISMATCH,
                        "Cannot continue '" + parent.name() + "' as '" + name + "': the tokenizers differ, got "
                                + tokenizer + ", expected " + parent.tokenizer()
                                + ". Tokenise the corpora with the checkpoint's tokenizer.json.");
            }
        }
    }

    private static void require(boolean fits, String what, Object got, Object expected) {
        if (!fits) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan a training run: " + what + " does not fit, got " + got + ", expected " + expected
                            + ".");
        }
    }

    public Optional<Checkpoint> from() {
        return Optional.ofNullable(parent);
    }

    public Tokens stageTokens() {
        return stage().total();
    }

    /** The rounds of this stage. */
    public Rounds stage() {
        return new Rounds(rounds, stream.sequences(), model.context());
    }

    /** The learning rate of a local step, by the tokens that all workers together have consumed when it is over. */
    public double rate(long iteration) {
        return schedule.at(stage().consumedAfter(iteration), stageTokens());
    }
}
