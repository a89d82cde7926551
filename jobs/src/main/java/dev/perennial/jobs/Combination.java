package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.Candidate;
import dev.perennial.training.checkpoint.Checkpoint;
import java.util.List;

/**
 * Several checkpoints that are evaluated as one model: one of the two is given.
 *
 * @param average whose weights are averaged
 * @param ensemble whose probabilities are averaged
 */
public record Combination(@Default("[]") List<Member> average, @Default("[]") List<Member> ensemble) {

    public Combination {
        if (average.isEmpty() == ensemble.isEmpty()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot combine models: got average = " + average + " and ensemble = " + ensemble
                            + ", expected stages in one of them.");
        }
    }

    List<Member> members() {
        return average.isEmpty() ? ensemble : average;
    }

    Candidate of(String name, Pipeline pipeline) {
        List<Checkpoint> checkpoints = members().stream()
                .flatMap(member -> member.checkpoints(pipeline).stream())
                .toList();
        return average.isEmpty()
                ? new Candidate.Ensemble(name, checkpoints)
                : new Candidate.WeightAverage(name, checkpoints);
    }
}
