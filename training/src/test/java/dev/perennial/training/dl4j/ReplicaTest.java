package dev.perennial.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Seed;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.kernel.Threads;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.TinyModels;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class ReplicaTest {
    @Test
    void aStepThatIsRefusedLeavesNothingBehind() {
        GptNeoX model = TinyModels.ODD;
        Batch[] batches = new Batch[3];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = Batch.plain(TinyModels.tokens(model, 2, i), TinyModels.tokens(model, 2, i + 50), 2);
        }
        WarmUpThenCosine rate = new WarmUpThenCosine(5e-3, 5, 50);
        try (Replica refusing = Replica.create(model, AdamW.PAPER, rate, Seed.of(1), Backend.CPU);
                Replica without = Replica.create(model, AdamW.PAPER, rate, Seed.of(1), Backend.CPU)) {
            assertThat(refusing.attempt(batches[0], Double.MAX_VALUE).taken()).isTrue();
            Replica.Attempt refused = refusing.attempt(batches[1], 0);
            assertThat(refused.taken()).isFalse();
            assertThat(refused.loss()).isCloseTo(Math.log(model.vocabulary()), within(0.5));
            refusing.attempt(batches[2], Double.MAX_VALUE);

            without.step(batches[0]);
            without.setIteration(2);
            without.step(batches[2]);
            assertThat(refusing.iteration()).isEqualTo(without.iteration());
            assertThat(refusing.graph().params().data().asFloat())
                    .containsExactly(without.graph().params().data().asFloat());
            assertThat(refusing.graph().getUpdater().getStateViewArray().data().asFloat())
                    .containsExactly(without.graph()
                            .getUpdater()
                            .getStateViewArray()
                            .data()
                            .asFloat());
        }
    }

    private static final double RATE = 3e-3;
    private static final int[] IDS = TinyModels.tokens(TinyModels.ODD, 2, 1);
    private static final int[] LABELS = TinyModels.tokens(TinyModels.ODD, 2, 2);

    @Test
    void stepsFollowAdamWWithClippingAndDecayOfMatricesOnly() {
        AdamW adamW = AdamW.PAPER;
        ISchedule rate = new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, RATE)
                .add(3, RATE / 10)
                .build();
        try (Replica replica = Replica.create(TinyModels.ODD, adamW, rate, Seed.of(1), Backend.CPU)) {
            ReferenceAdamW reference = new ReferenceAdamW(floats(replica.parameters()), adamW);
            for (int step = 1; step <= 6; step++) {
                float[] gradient = gradientOf(replica);
                replica.step(IDS, LABELS, 2);
                reference.step(gradient, step <= 3 ? RATE : RATE / 10, step);
            }
            assertThat(reference.clipped).isTrue();
            assertThat(largestDifference(floats(replica.parameters()), reference.weights()))
                    .isLessThan(2e-6f);
            assertThat(largestDifference(floats(replica.firstMoments()), reference.first()))
                    .isLessThan(1e-6f);
            assertThat(largestDifference(floats(replica.secondMoments()), reference.second()))
                    .isLessThan(1e-6f);
            assertThat(replica.iteration()).isEqualTo(6);
        }
    }

    @Test
    void aStepInOnePassHasTheBitsOfDl4jsOwn() {
        ISchedule rate = new WarmUpThenCosine(5e-3, 5, 50);
        ComputationGraph theirs = new ComputationGraph(
                ModelGraph.configuration(TinyModels.WIDE, AdamW.PAPER, rate, Seed.of(1), Backend.CPU));
        theirs.init();
        INDArray ids =
                Nd4j.createFromArray(TinyModels.tokens(TinyModels.WIDE, 1, 1)).reshape('c', 1, 130);
        INDArray labels =
                Nd4j.createFromArray(TinyModels.tokens(TinyModels.WIDE, 1, 2)).reshape('c', 1, 130);
        for (int threads : new int[] {1, 3}) {
            Threads.use(threads, () -> {
                try (Replica ours = Replica.create(TinyModels.WIDE, AdamW.PAPER, rate, Seed.of(1), Backend.CPU)) {
                    theirs.setParams(ours.graph().params().dup());
                    theirs.getUpdater().getStateViewArray().assign(0);
                    theirs.getConfiguration().setIterationCount(0);
                    for (int step = 0; step < 8; step++) {
                        theirs.fit(new INDArray[] {ids}, new INDArray[] {labels});
                        ours.step(ids.data().asInt(), labels.data().asInt(), 1);
                    }
                    assertThat(floats(ours.parameters()))
                            .isEqualTo(theirs.params().data().asFloat());
                    assertThat(ours.graph()
                                    .getUpdater()
                                    .getStateViewArray()
                                    .data()
                                    .asFloat())
                            .isEqualTo(theirs.getUpdater()
                                    .getStateViewArray()
                                    .data()
                                    .asFloat());
                }
                return null;
            });
        }
    }

    @Test
    void bothBackendsTrainAlike() {
        ISchedule rate = new FixedSchedule(RATE);
        try (Replica cpu = Replica.create(TinyModels.ODD, AdamW.PAPER, rate, Seed.of(1), Backend.CPU);
                Replica nd4j = Replica.create(TinyModels.ODD, AdamW.PAPER, rate, Seed.of(1), Backend.ND4J)) {
            for (int step = 0; step < 10; step++) {
                assertThat(cpu.step(IDS, LABELS, 2)).isCloseTo(nd4j.step(IDS, LABELS, 2), within(2e-4));
                assertThat(cpu.gradientNorm()).isCloseTo(nd4j.gradientNorm(), within(1e-3));
            }
        }
    }

    @Test
    void aStepReturnsTheLossBeforeItAndTheNormBeforeClipping() {
        try (Replica replica = replica()) {
            float[] nats = new float[IDS.length];
            replica.losses(IDS, LABELS, 2, nats);
            double before = 0;
            for (float nat : nats) {
                before += nat / (double) nats.length;
            }
            assertThat(replica.step(IDS, LABELS, 2)).isCloseTo(before, within(1e-6));
            assertThat(replica.gradientNorm()).isGreaterThan(0.1);
        }
    }

    @Test
    void aReplicaRestoredFromMemoryAndIterationContinuesToTheBit() {
        try (Replica original = replica();
                Replica restored = Replica.create(
                        TinyModels.ODD, AdamW.PAPER, new FixedSchedule(RATE), Seed.of(99), Backend.CPU)) {
            original.step(IDS, LABELS, 2);
            restored.parameters().copyFrom(original.parameters());
            restored.firstMoments().copyFrom(original.firstMoments());
            restored.secondMoments().copyFrom(original.secondMoments());
            restored.setIteration(original.iteration());

            assertThat(restored.step(IDS, LABELS, 2)).isEqualTo(original.step(IDS, LABELS, 2));
            assertThat(floats(restored.parameters())).isEqualTo(floats(original.parameters()));
        }
    }

    @Test
    void aResetOptimizerRepeatsTheFirstStep() {
        try (Replica replica = replica()) {
            float[] initial = floats(replica.parameters());
            replica.step(IDS, LABELS, 2);
            float[] once = floats(replica.parameters());
            replica.parameters().slice(0, initial.length).asFloatBuffer().put(initial);
            replica.resetOptimizer();
            replica.step(IDS, LABELS, 2);

            assertThat(floats(replica.parameters())).isEqualTo(once);
        }
    }

    @Test
    void divergenceShowsInTheLoss() {
        try (Replica replica = replica()) {
            replica.parameters().slice(0, 1).putFloat(0, Float.NaN);
            int[] zeros = new int[IDS.length];

            assertThat(replica.step(zeros, LABELS, 2)).isNaN();
            assertThat(replica.gradientNorm()).isNaN();
        }
    }

    @Test
    void theBatchMayDifferFromStepToStep() {
        try (Replica replica = replica()) {
            for (int batch : new int[] {2, 5, 1, 5}) {
                int[] tokens = TinyModels.tokens(TinyModels.ODD, batch, batch);
                assertThat(replica.step(tokens, tokens, batch)).isFinite();
            }
        }
    }

    @Test
    void theConfigurationSurvivesJson() {
        ComputationGraphConfiguration configuration =
                ModelGraph.configuration(TinyModels.ODD, AdamW.PAPER, new FixedSchedule(RATE), Seed.of(1), Backend.CPU);

        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(configuration.toJson());

        assertThat(read.toJson()).isEqualTo(configuration.toJson());
    }

    @Test
    void theGraphSurvivesDl4jsOwnSerialisation() throws Exception {
        Path file = Files.createTempFile("model", ".zip");
        try (Replica replica = replica()) {
            replica.step(IDS, LABELS, 2);
            ModelSerializer.writeModel(replica.graph(), file.toFile(), true);
            ComputationGraph read = ModelSerializer.restoreComputationGraph(file.toFile(), true);

            assertThat(read.params()).isEqualTo(replica.graph().params());
            assertThat(read.getUpdater().getStateViewArray())
                    .isEqualTo(replica.graph().getUpdater().getStateViewArray());
            assertThat(read.getIterationCount()).isEqualTo(1);
        } finally {
            Files.delete(file);
        }
    }

    private static Replica replica() {
        return Replica.create(TinyModels.ODD, AdamW.PAPER, new FixedSchedule(RATE), Seed.of(1), Backend.CPU);
    }

    private static float[] gradientOf(Replica replica) {
        INDArray gradients = Nd4j.create(replica.parameters().length());
        try (var backend = Backend.CPU.open(TinyModels.ODD, replica.graph().params(), gradients)) {
            backend.lossAndGradient(IDS, LABELS, 2);
            return gradients.data().asFloat();
        }
    }

    private static float largestDifference(float[] values, float[] others) {
        float largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i] - others[i]));
        }
        return largest;
    }

    private static float[] floats(FloatMemory memory) {
        FloatBuffer buffer = memory.slice(0, memory.length()).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
