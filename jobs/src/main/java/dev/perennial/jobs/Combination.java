package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.Candidate;
import dev.perennial.training.checkpoint.Checkpoint;
import java.util.List;

/**
 * Several stages' checkpoints that are evaluated as one model: one of the two is given.
 *
 * @param average stages whose weights are averaged
 * @param ensemble stages whose probabilities are averaged
 */
public record Combination(@Default("[]") List<String> average, @Default("[]") List<String> ensemble) {

    public Combination {
        if (average.isEmpty() == ensemble.isEmpty()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot combine models: got average = " + average + " and ensemble = " + ensemble
                            + ", expected stages in one of them.");
        }
    }

    List<String> members() {
        return average.isEmpty() ? ensemble : average;
    }

    Candidate of(String name, List<Checkpoint> members) {
        return average.isEmpty() ? new Candidate.Ensemble(name, members) : new Candidate.WeightAverage(name, members);
    }
}
