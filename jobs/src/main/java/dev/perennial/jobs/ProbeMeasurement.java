package dev.perennial.jobs;

import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.advice.Probe;
import dev.perennial.evaluation.spark.TokenCounting;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.model.ParameterLayout;
import java.util.List;

/** Measures what {@code advise} rests on: the parent's losses, where they do not stand already, and how tokens are distributed. */
record ProbeMeasurement(Pipeline pipeline) {

    /** @param parent a stage or an imported model */
    Probe of(String parent, String old, String fresh) {
        Corpus before = pipeline.corpus(old);
        Corpus after = pipeline.corpus(fresh);
        Checkpoint model = pipeline.checkpoint(parent);
        List<Loss> losses = new Evaluations(pipeline).losses(model, List.of(old, fresh));
        TokenCounting counting = new TokenCounting(
                pipeline.store().hadoop(), pipeline.tokenizer().vocabularySize());
        TokenCounting.Halves oldTokens = counting.count(before, pipeline.spark(), pipeline.progress());
        TokenCounting.Halves newTokens = counting.count(after, pipeline.spark(), pipeline.progress());
        return new Probe(
                model.name(),
                ParameterLayout.of(model.model()).total(),
                text(before, losses.get(0), oldTokens),
                text(after, losses.get(1), newTokens),
                oldTokens.whole().divergence(newTokens.whole()),
                oldTokens.divergence());
    }

    private static Probe.Text text(Corpus corpus, Loss loss, TokenCounting.Halves tokens) {
        long bytes = corpus.shards().stream().mapToLong(ShardSummary::bytes).sum();
        long all = corpus.shards().stream().mapToLong(ShardSummary::tokens).sum();
        return new Probe.Text(
                corpus.name(),
                loss.mean(),
                loss.bitsPerByte(),
                (double) bytes / all,
                tokens.whole().tokens());
    }
}
