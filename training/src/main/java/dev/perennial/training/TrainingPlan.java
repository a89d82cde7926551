package dev.perennial.training;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.round.RoundPlan;
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
        Checkpoint parent,
        boolean keepOptimizer,
        AdamW optimizer,
        LearningRateSchedule schedule,
        RoundPlan rounds,
        long checkpointEvery,
        Seed seed,
        Backend backend)
        implements Serializable {

    public Optional<Checkpoint> from() {
        return Optional.ofNullable(parent);
    }

    public Tokens stageTokens() {
        return new Tokens(Math.multiplyExact(stream.sequences(), (long) model.context()));
    }

    public long roundCount() {
        return rounds.rounds(stream.sequences());
    }

    /** The learning rate of a local step, by the tokens that all workers together have consumed when it is over. */
    public double rate(long iteration) {
        long round = iteration / rounds.stepsPerRound();
        int step = (int) (iteration % rounds.stepsPerRound());
        long sequences = rounds.consumedAfterStep(round, step, stream.sequences());
        return schedule.at(new Tokens(sequences * model.context()), stageTokens());
    }
}
