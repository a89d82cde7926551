package dev.perennial.training.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Length;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.DocumentId;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.Master;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Masking;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.schedule.Cosine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/** Streams of made-up tokens and plans to train tiny models on them. */
final class TinyRuns {
    static final Fingerprint TOKENIZER = Fingerprint.of("tokenizer");
    static final GptNeoX MODEL = new GptNeoX(64, 2, 16, 2, 8, new Share(1, 4), 10_000, 1e-5);
    static final int ROWS_PER_FILE = 20;

    private TinyRuns() {}

    /** A stream in files of {@link #ROWS_PER_FILE} rows, every fifth of them replayed. */
    static TokenStream stream(Path folder, int sequences) throws IOException {
        for (int from = 0; from < sequences; from += ROWS_PER_FILE) {
            writeFile(folder, from, Math.min(sequences, from + ROWS_PER_FILE));
        }
        return new TokenStream(
                "made up",
                folder.toUri().toString(),
                Fingerprint.of("stream"),
                sequences,
                MODEL.context(),
                ROWS_PER_FILE,
                TokenWidth.UINT16);
    }

    static void writeFile(Path folder, int from, int to) throws IOException {
        try (RecordFile<Sequence> file = new RecordFile<>(
                new org.apache.hadoop.fs.Path(folder.toUri()),
                StreamFormat.file(from / ROWS_PER_FILE),
                new Configuration(),
                StreamFormat.SCHEMA,
                ShardFormat.metadata("stream/1", TOKENIZER, TokenWidth.UINT16),
                1 << 20,
                StreamFormat::write)) {
            for (int position = from; position < to; position++) {
                int length = MODEL.context() + 1;
                int[] ids = new SplittableRandom(position)
                        .ints(length, 0, MODEL.vocabulary())
                        .toArray();
                file.write(new Sequence(
                        position,
                        position % 5 == 4 ? "replay of old" : "new",
                        position,
                        TokenWidth.UINT16.pack(ids, 0, length),
                        List.of(span(position % length), span(length - position % length))));
            }
            file.finish();
        }
    }

    static TrainingPlan keepingPhases(TrainingPlan plan) {
        return with(plan, plan.master(), plan.onSpike(), 0, true);
    }

    static TrainingPlan keepingEvery(long count, TrainingPlan plan) {
        return with(plan, plan.master(), plan.onSpike(), count, plan.keepPhaseEnds());
    }

    static TrainingPlan with(SpikeRule onSpike, TrainingPlan plan) {
        return with(plan, plan.master(), onSpike, plan.keepEvery(), plan.keepPhaseEnds());
    }

    static TrainingPlan stock(TrainingPlan plan) {
        return with(plan, Master.STOCK, plan.onSpike(), plan.keepEvery(), plan.keepPhaseEnds());
    }

    private static TrainingPlan with(
            TrainingPlan plan, Master master, SpikeRule onSpike, long keepEvery, boolean keepPhaseEnds) {
        return new TrainingPlan(
                plan.name(),
                plan.stream(),
                plan.tokenizer(),
                plan.endOfText(),
                plan.model(),
                plan.masking(),
                plan.parent(),
                plan.keepOptimizer(),
                plan.optimizer(),
                plan.schedule(),
                plan.rounds(),
                master,
                onSpike,
                plan.checkpointEvery(),
                plan.keepLast(),
                keepEvery,
                keepPhaseEnds,
                plan.seed(),
                plan.backend(),
                RunPart.WHOLE);
    }

    private static Span span(int length) {
        return new Span(new byte[DocumentId.BYTES], 0, length);
    }

    static TrainingPlan plan(TokenStream stream, RoundPlan rounds) {
        return plan("tiny", stream, rounds, null, false);
    }

    static TrainingPlan plan(
            String name, TokenStream stream, RoundPlan rounds, Checkpoint parent, boolean keepOptimizer) {
        return plan(name, stream, rounds, parent, keepOptimizer, Masking.NONE);
    }

    static TrainingPlan plan(
            String name,
            TokenStream stream,
            RoundPlan rounds,
            Checkpoint parent,
            boolean keepOptimizer,
            Masking masking) {
        return new TrainingPlan(
                name,
                stream,
                TOKENIZER,
                0,
                MODEL,
                masking,
                parent,
                keepOptimizer,
                AdamW.PAPER,
                new Cosine(1e-2, 1e-3, Length.parse("10 %")),
                rounds,
                Master.RESIDENT,
                SpikeRule.of(SpikeRule.Reaction.STOP),
                1,
                1,
                0,
                false,
                new Seed(3),
                Backend.CPU,
                RunPart.WHOLE);
    }
}
