package dev.perennial.training.plan;

import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.MemoryPlan;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import java.util.List;
import java.util.Optional;

/**
 * What an experiment asks for, whatever it runs on.
 *
 * @param models evaluated on all {@code evaluated} tokens each
 * @param evaluated validation tokens of the distributions that models are evaluated on
 * @param trainsTokenizer whether words must be counted on the driver first
 */
public record Demand(
        GptNeoX model,
        RoundPlan rounds,
        Backend backend,
        long checkpointEvery,
        List<StageDemand> stages,
        List<CorpusDemand> corpora,
        int models,
        long evaluated,
        boolean trainsTokenizer) {

    public long parameters() {
        return ParameterLayout.of(model).total();
    }

    public long tokens() {
        return stages.stream().mapToLong(StageDemand::tokens).sum();
    }

    public long roundCount() {
        return stages.stream().mapToLong(StageDemand::rounds).sum();
    }

    public double flops() {
        return stages.stream().mapToDouble(StageDemand::flops).sum();
    }

    /** Bytes of text that are tokenised. */
    public long textBytes() {
        return corpora.stream().mapToLong(CorpusDemand::textBytes).sum();
    }

    /** Why no machine can train the model, if none can. */
    public Optional<String> refusal() {
        return MemoryPlan.of(model, rounds, rounds.workers()).refusal();
    }

    int tokenBytes() {
        return TokenWidth.of(model.vocabulary()).bytes();
    }
}
