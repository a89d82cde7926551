package dev.perennial.training;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Masking;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.Rounds;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Phase;
import java.io.Serializable;
import java.util.Optional;

/**
 * A whole training run, decided before it begins; it travels to the executors as it is.
 *
 * @param parent the checkpoint to continue from; without one, training starts from initial values
 * @param keepOptimizer whether Adam's moments of the parent are kept, or start from zero as in the paper
 * @param checkpointEvery rounds between two checkpoints one can resume from; there is one at the end of each phase as well
 * @param keepLast how many of them are kept while the run is under way, beside those at the ends of phases
 * @param keepEvery of how many of them one stays, beside the finished checkpoint as well; 0 for none
 * @param keepPhaseEnds whether those at the ends of phases are kept when the run is over
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
        Master master,
        SpikeRule onSpike,
        long checkpointEvery,
        int keepLast,
        long keepEvery,
        boolean keepPhaseEnds,
        Seed seed,
        Backend backend,
        RunPart part)
        implements Serializable {

    public TrainingPlan {
        require(checkpointEvery >= 1, "checkpoint-every", checkpointEvery, "at least 1 round");
        require(keepLast >= 1, "keep-last", keepLast, "at least 1 checkpoint");
        require(stream.context() == model.context(), "the model's context", model.context(), stream.context());
        // Evaluation reads shards by the model's rows.
        require(
                TokenWidth.of(model.vocabulary()) == stream.width(),
                "model.vocabulary",
                model.vocabulary(),
                "rows that take as many bytes an id as the tokenizer's entries: both at most 65,536, or both more");
        if (parent != null) {
            require(parent.model().withContext(model.context()).equals(model), "the model", model, parent.model());
            require(
                    model.context() <= parent.model().context(),
                    "the context",
                    model.context(),
                    "at most the parent's " + parent.model().context());
            require(
                    !keepOptimizer || parent.hasOptimizer(),
                    "optimizer-state of '" + parent.name() + "', which has none",
                    "keep",
                    "reset");
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

    /** The same run under a name of its own, to be done in part. */
    public TrainingPlan partly(String name, RunPart part) {
        return new TrainingPlan(
                name,
                stream,
                tokenizer,
                endOfText,
                model,
                masking,
                parent,
                keepOptimizer,
                optimizer,
                schedule,
                rounds,
                master,
                onSpike,
                checkpointEvery,
                keepLast,
                keepEvery,
                keepPhaseEnds,
                seed,
                backend,
                part);
    }

    /** The rounds after which this part of the run is over. */
    public long end() {
        return part.stop().orElseGet(() -> stage().count());
    }

    /** Whether the state after a round is saved; the last round's is the result. */
    public boolean isSavedAfter(long round) {
        return (round + 1) % checkpointEvery == 0 || phaseEndedBy(round).isPresent();
    }

    /** Whether the state after a round stays when the run is over. */
    public boolean isKeptAfter(long round) {
        return (keepEvery > 0 && isEvery(keepEvery, round))
                || (keepPhaseEnds && phaseEndedBy(round).isPresent());
    }

    /** Whether the state after a round is one in {@code count} of those that are saved by count; where others stand does not matter. */
    public boolean isEvery(long count, long round) {
        return (round + 1) % Math.multiplyExact(checkpointEvery, count) == 0;
    }

    /** The phase of the schedule that ends in a round or with it, if the next round begins in another one. */
    public Optional<Phase> phaseEndedBy(long round) {
        Phase before = nextPhase(stage().consumed(round));
        return Optional.of(before).filter(phase -> phase != nextPhase(stage().consumed(round + 1)));
    }

    /** The phase that the first token behind a position is in. */
    private Phase nextPhase(long position) {
        return schedule.phase(new Tokens(position * model.context() + 1), stageTokens());
    }

    /** The learning rate of a local step, by the tokens that all workers together have consumed when it is over. */
    public double rate(long iteration) {
        return schedule.at(stage().consumedAfter(iteration), stageTokens());
    }
}
