package dev.perennial.training.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Store;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.Master;
import dev.perennial.training.MemoryPlan;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.PeakRate;
import dev.perennial.training.kernel.ProductMeter;
import dev.perennial.training.kernel.Threads;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.Compute;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Masking;
import dev.perennial.training.plan.Calibration;
import dev.perennial.training.plan.Traffic;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.schedule.Constant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Trains a model on random tokens for about a minute, through the very {@link Trainer} that trains in earnest, and says how fast that was
 * and what memory it took. Batch and steps are cut where a round would not fit a minute several times.
 */
public record MeasuredMinute(GptNeoX model, AdamW optimizer, RoundPlan rounds) {
    private static final double SECONDS = 60;
    private static final double SECONDS_OF_STEP = 5;
    private static final double SECONDS_OF_ROUND = 6;
    private static final double SECONDS_OF_EVALUATION = 3;
    private static final long FEWEST_ROUNDS = 4;
    private static final long MOST_ROUNDS = 400;

    /** What a step reaches of the peak, about: only for how many rounds make a minute. */
    private static final double USUAL_UTILISATION = 0.5;

    private static final double RATE = 1e-4;
    private static final Fingerprint TOKENIZER = Fingerprint.of("random tokens");

    public Calibration run(SparkSession spark, Progress progress) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int threads = context.getConf().getInt("spark.task.cpus", 1);
        int tasks = Math.min(rounds.workers(), Math.max(1, context.defaultParallelism() / threads));
        double peak = Threads.use(threads, PeakRate::measured);
        RoundPlan cut = cut(tasks, peak);
        Store store =
                new Store(Files.createTempDirectory("perennial-measure").toUri().toString(), new Configuration());
        try {
            TrainingPlan plan = plan(RandomStream.write(store, model, sequences(cut, peak)), cut);
            RoundClock clock = new RoundClock(progress);
            double operations = ProductMeter.operations();
            double seconds = ProductMeter.seconds();
            Checkpoint trained = new Trainer(plan, "{}".getBytes(StandardCharsets.UTF_8)).train(spark, store, clock);
            double outside = clock.outside();
            Products products = new Products(ProductMeter.operations() - operations, ProductMeter.seconds() - seconds);
            return calibration(
                    plan,
                    clock,
                    Checkpoint.timing(store, new Path(trained.folder())),
                    tasks,
                    threads,
                    peak,
                    products,
                    outside);
        } finally {
            store.delete(store.root());
        }
    }

    /** Of all tasks; the seconds are summed over threads. */
    private record Products(double operations, double seconds) {}

    private Calibration calibration(
            TrainingPlan plan,
            RoundClock clock,
            Checkpoint.Timing timing,
            int tasks,
            int threads,
            double peak,
            Products products,
            double outside)
            throws IOException {
        RoundPlan cut = plan.rounds();
        long count = plan.stage().count();
        double exchange = timing.exchangeSeconds() / count;
        double tokens = (double) cut.stepsPerRound().get(0).steps() * cut.batch() * model.context();
        // Before evaluation takes memory of its own.
        long planned = MemoryPlan.of(model, cut, tasks, threads).total() * tasks;
        long process = Math.max(0, ThisMachine.peakResidentBytes() - planned);
        return new Calibration(
                ThisMachine.describe(),
                Backend.CPU.arithmetic().hex(),
                model,
                cut.batch(),
                tasks,
                threads,
                clock.rates(tokens, exchange),
                peak,
                products.operations() / ((double) plan.stage().sequences() * model.context()),
                products.operations() / products.seconds() * threads,
                tasks == 1 ? 0 : Traffic.of(model, cut, tasks).ofTask() / exchange,
                Threads.use(threads, () -> evaluated(cut.batch())),
                0,
                outside,
                process,
                Instant.now().toString());
    }

    /** Tokens a second of forward passes alone, on this thread's {@link Threads}; some seconds. */
    private double evaluated(int batch) {
        int[] tokens = new SplittableRandom(1)
                .ints((long) batch * model.context() + 1, 0, model.vocabulary())
                .toArray();
        int[] ids = Arrays.copyOf(tokens, tokens.length - 1);
        int[] labels = Arrays.copyOfRange(tokens, 1, tokens.length);
        float[] nats = new float[ids.length];
        try (Replica replica = Replica.create(model, optimizer, new FixedSchedule(RATE), Seed.of(1), Backend.CPU)) {
            replica.losses(ids, labels, batch, nats);
            long began = System.nanoTime();
            long passes = 0;
            do {
                replica.losses(ids, labels, batch, nats);
                passes++;
            } while (System.nanoTime() - began < SECONDS_OF_EVALUATION * 1e9);
            return passes * ids.length / ((System.nanoTime() - began) / 1e9);
        }
    }

    /** One virtual worker a task, as many steps and sequences as fit a round of some seconds. */
    private RoundPlan cut(int tasks, double peak) {
        double sequence = secondsOfSequence(peak);
        int batch = (int) Math.max(1, Math.min(rounds.batch(), SECONDS_OF_STEP / sequence));
        int configured = rounds.stepsPerRound().get(0).steps();
        int steps = (int) Math.max(1, Math.min(configured, SECONDS_OF_ROUND / (sequence * batch)));
        return new RoundPlan(tasks, steps, batch);
    }

    private long sequences(RoundPlan cut, double peak) {
        long ofWorker = (long) cut.stepsPerRound().get(0).steps() * cut.batch();
        double fitting = SECONDS / (secondsOfSequence(peak) * ofWorker);
        long count = (long) Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, fitting));
        return count * ofWorker * cut.workers();
    }

    private double secondsOfSequence(double peak) {
        return Compute.trainingFlops(model, model.context()) / (USUAL_UTILISATION * peak);
    }

    private TrainingPlan plan(TokenStream stream, RoundPlan cut) {
        return new TrainingPlan(
                "measured",
                stream,
                TOKENIZER,
                0,
                model,
                Masking.NONE,
                null,
                false,
                optimizer,
                new Constant(RATE),
                cut,
                Master.RESIDENT,
                SpikeRule.of(SpikeRule.Reaction.SKIP_BATCH),
                Long.MAX_VALUE,
                1,
                0,
                false,
                Seed.of(1),
                Backend.CPU,
                RunPart.WHOLE);
    }
}
