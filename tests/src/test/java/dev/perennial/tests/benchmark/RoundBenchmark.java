package dev.perennial.tests.benchmark;

import static dev.perennial.tests.benchmark.TrainBenchmark.gaps;
import static dev.perennial.tests.benchmark.TrainBenchmark.median;
import static dev.perennial.tests.benchmark.TrainBenchmark.say;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
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
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.schedule.Constant;
import dev.perennial.training.spark.Telemetry;
import dev.perennial.training.spark.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Whole rounds on Spark in this JVM, each task an executor of its own as far as the exchange is concerned: over sockets of loopback. */
final class RoundBenchmark {
    private static final Fingerprint TOKENIZER = Fingerprint.of("tokenizer");

    private RoundBenchmark() {}

    /** Two workers on one executor and on two, in turn. */
    static void executors(int turns) throws IOException {
        GptNeoX model = new GptNeoX(8192, 4, 256, 4, 256, new Share(1, 4), 10_000, 1e-5);
        RoundPlan rounds = new RoundPlan(2, 4, 2);
        List<Double> ratios = new ArrayList<>();
        List<Double> ones = new ArrayList<>();
        List<Double> twos = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            double one =
                    median(run("local[1]", model, rounds, 6, Master.RESIDENT).seconds());
            double two =
                    median(run("local[2]", model, rounds, 6, Master.RESIDENT).seconds());
            ones.add(one);
            twos.add(two);
            ratios.add(one / two);
        }
        double tokens = 2.0 * 4 * 2 * 256;
        say("| executors, d 256, L 4, T 256 | tokens/s with 1 | with 2 | ratio |");
        say("|---|---|---|---|");
        say(
                "| two virtual workers | %.0f | %.0f | %.2f |",
                tokens / median(ones), tokens / median(twos), median(ratios));
    }

    /** Rounds of next to no work on two executors, by both masters; and what of a round of 16 steps is exchange. */
    static void exchange(boolean full) throws IOException {
        say(
                "| a round of one step on 16 tokens, two executors | seconds | stock | times | exchange alone | stock | times cheaper |");
        say("|---|---|---|---|---|---|---|");
        exchange(new GptNeoX(8192, 4, 256, 4, 16, new Share(1, 4), 10_000, 1e-5), 9);
        if (full) {
            exchange(new GptNeoX(16_384, 6, 1024, 16, 16, new Share(1, 4), 10_000, 1e-5), 4);
        }
        GptNeoX model = new GptNeoX(8192, 4, 256, 4, 256, new Share(1, 4), 10_000, 1e-5);
        Run run = run("local[2]", model, new RoundPlan(2, 16, 2), 3, Master.RESIDENT);
        say(
                "Of rounds of 16 local steps at d 256, T 256, B 2, exchanges are %.1f %%.",
                100 * run.timing().exchangeSeconds() / run.timing().seconds());
    }

    private static void exchange(GptNeoX model, int rounds) throws IOException {
        RoundPlan plan = new RoundPlan(2, 1, 1);
        // What the checkpoint says is of all rounds: enough of them that the first, which are the compiler's, weigh
        // little.
        int ourRounds = 20 * rounds;
        Run ours = run("local[2]", model, plan, ourRounds, Master.RESIDENT);
        double stock = median(run("local[2]", model, plan, rounds, Master.STOCK).seconds());
        double round = median(ours.seconds());
        double exchange = ours.timing().exchangeSeconds() / ourRounds;
        // The stock master does not say what its exchange takes: its round less the time that the same steps take us.
        double stockExchange = stock - (round - exchange);
        say(
                "| %.1f M parameters | %.3f | %.2f | %.0f | %.3f | %.2f | %.0f |",
                ParameterLayout.of(model).total() / 1e6,
                round,
                stock,
                stock / round,
                exchange,
                stockExchange,
                stockExchange / exchange);
    }

    /** Seconds from round to round, and what the checkpoint says of the whole. */
    private record Run(List<Double> seconds, Checkpoint.Timing timing) {}

    private static Run run(String master, GptNeoX model, RoundPlan rounds, int count, Master choice)
            throws IOException {
        java.nio.file.Path folder = Files.createTempDirectory("perennial-rounds");
        int steps = rounds.stepsPerRound().get(0).steps();
        TokenStream stream = stream(folder, model, count * rounds.workers() * steps * rounds.batch());
        TrainingPlan plan = new TrainingPlan(
                "timed",
                stream,
                TOKENIZER,
                0,
                model,
                Masking.NONE,
                null,
                false,
                AdamW.PAPER,
                new Constant(1e-3),
                rounds,
                choice,
                SpikeRule.of(SpikeRule.Reaction.STOP),
                1000,
                1,
                0,
                false,
                Seed.of(1),
                Backend.CPU,
                RunPart.WHOLE);
        List<Long> moments = new ArrayList<>();
        try (SparkSession spark = SparkSession.builder()
                .master(master)
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.maxResultSize", "0")
                .config("spark.plugins", Telemetry.class.getName())
                .getOrCreate()) {
            Store store = new Store(folder.toUri().toString(), new Configuration());
            Checkpoint trained = new Trainer(plan, "{}".getBytes()).train(spark, store, new Moments(moments));
            return new Run(gaps(moments), Checkpoint.timing(store, new Path(trained.folder())));
        } finally {
            org.apache.commons.io.FileUtils.deleteQuietly(folder.toFile());
        }
    }

    /** Notes when each round was over. */
    private record Moments(List<Long> moments) implements Progress {
        @Override
        public Task begin(String name, String unit, long total) {
            return new Task() {
                @Override
                public void advanceTo(long done, String note) {
                    moments.add(System.nanoTime());
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void say(String line) {}
    }

    private static TokenStream stream(java.nio.file.Path folder, GptNeoX model, int sequences) throws IOException {
        int length = model.context() + 1;
        try (RecordFile<Sequence> file = new RecordFile<>(
                new Path(folder.resolve("stream").toUri()),
                StreamFormat.file(0),
                new Configuration(),
                StreamFormat.SCHEMA,
                ShardFormat.metadata("stream/1", TOKENIZER, TokenWidth.UINT16),
                1 << 20,
                StreamFormat::write)) {
            for (int position = 0; position < sequences; position++) {
                int[] ids = new SplittableRandom(position)
                        .ints(length, 0, model.vocabulary())
                        .toArray();
                Span span = new Span(new byte[DocumentId.BYTES], 0, length);
                file.write(
                        new Sequence(position, "new", position, TokenWidth.UINT16.pack(ids, 0, length), List.of(span)));
            }
            file.finish();
        }
        String name = folder.resolve("stream").toUri().toString();
        return new TokenStream(
                "s", name, Fingerprint.of("s"), sequences, model.context(), sequences, TokenWidth.UINT16);
    }
}
