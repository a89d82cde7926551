package dev.perennial.training.plan;

import dev.perennial.training.model.Compute;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.round.Rounds;
import java.util.Map;

/**
 * What one stage asks for, exactly: it follows from the configuration alone.
 *
 * @param steps local steps of a worker
 * @param flops of training, as {@link Compute} counts them
 * @param fresh tokens that it takes from each corpus, in all its passes
 * @param epochs passes over a corpus at most
 */
public record StageDemand(
        String name,
        long tokens,
        long sequences,
        long rounds,
        long steps,
        double flops,
        Map<String, Long> fresh,
        int epochs) {

    public static StageDemand of(String name, GptNeoX model, Rounds rounds, Map<String, Long> fresh, int epochs) {
        long tokens = rounds.total().count();
        return new StageDemand(
                name,
                tokens,
                rounds.sequences(),
                rounds.count(),
                rounds.stepCount(),
                Compute.trainingFlops(model, tokens),
                Map.copyOf(fresh),
                epochs);
    }
}
