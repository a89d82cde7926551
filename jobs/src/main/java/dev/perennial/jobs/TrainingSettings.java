package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.Master;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.Dropout;
import dev.perennial.training.model.Masking;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;

/**
 * How every stage is trained.
 *
 * @param rounds virtual workers, local steps and batch: part of the result
 * @param master which averages: ours, or DL4J's own to compare with
 * @param onSpike what is done about a step whose loss is a spike
 * @param checkpointEvery rounds between two states one can resume from: no part of the result
 * @param keepLast how many of these states are kept
 * @param keepEvery of how many of them one stays, beside the finished checkpoint as well; 0 for none
 * @param keepPhaseEnds whether the states at the ends of the schedule's phases stay beside the finished checkpoint
 * @param attention how far back a token sees
 * @param dropout which values are dropped at random
 */
public record TrainingSettings(
        @Default("{}") RoundPlan rounds,
        @Default("resident") Master master,
        @Default("stop") SpikeRule onSpike,
        @Default("50") long checkpointEvery,
        @Default("1") int keepLast,
        @Default("0") long keepEvery,
        @Default("off") boolean keepPhaseEnds,
        @Default("cpu") Backend backend,
        @Default("causal") AttentionSpan attention,
        @Default("{}") Dropout dropout) {

    public TrainingSettings {
        if (checkpointEvery < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot save a run: checkpoint-every does not fit, got " + checkpointEvery
                            + ", expected at least 1 round.");
        }
    }

    Masking masking() {
        return new Masking(attention, dropout);
    }
}
