package dev.perennial.training.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.typesafe.config.ConfigFactory;
import dev.perennial.conf.Problem;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Share;
import dev.perennial.training.MemoryLimits;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.Compute;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.Rounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final long GB = 1_000_000_000;
    private static final GptNeoX SMALL = model(50_304, 24, 1024, 16);
    private static final GptNeoX LARGE = model(50_688, 36, 4608, 36);
    private static final RoundPlan ROUNDS = new RoundPlan(48, 8, 23);

    private static GptNeoX model(int vocabulary, int layers, int width, int heads) {
        return model(vocabulary, layers, width, heads, 2048);
    }

    private static GptNeoX model(int vocabulary, int layers, int width, int heads, int context) {
        return new GptNeoX(vocabulary, layers, width, heads, context, new Share(1, 4), 10_000, 1e-5);
    }

    private static Demand demand(GptNeoX model, Backend backend, long corpusTokens) {
        Rounds rounds = new Rounds(ROUNDS, 300 * GB / 2048, 2048);
        StageDemand stage = StageDemand.of("pile", model, rounds, Map.of("pile", 300 * GB), 1);
        CorpusDemand corpus =
                CorpusDemand.counted("pile", corpusTokens, GB, 1_200 * GB, 1_500, "corpora/pile-0123456789ab");
        return new Demand(model, ROUNDS, backend, 50, List.of(stage), List.of(corpus), 1, GB, false);
    }

    private static ClusterExtras extras(String written) {
        Problems problems = new Problems();
        ClusterExtras extras = new RecordReader(problems)
                .read(ConfigFactory.parseString(written).root(), ClusterExtras.class);
        problems.throwIfAny();
        return extras;
    }

    private static Cluster cluster(int executors, int slots, int threads, long memory, String extras) {
        MemoryLimits limits = new MemoryLimits("c", memory, 0, memory, 0, 8 * GB);
        return new Cluster("c", executors, slots, threads, limits, memory, 4 * GB, false, extras(extras));
    }

    private static Forecast of(Demand demand, Cluster cluster) {
        return Forecast.of(demand, cluster, Optional.empty(), Optional.empty());
    }

    /** 48 processors of 16 threads, each of one virtual worker, at the stated share of their peak. */
    @Test
    void computingTakesOperationsOverTheStatedRate() {
        Forecast forecast = of(
                demand(SMALL, Backend.CPU, 320 * GB),
                cluster(48, 1, 16, 300 * GB, "core-gigaflops = 50, utilisation-low = 40 %, utilisation-high = 50 %"));
        double operations = Compute.trainingFlops(SMALL, 300 * GB / 2048 * 2048);
        assertThat(forecast.times().compute().low()).isCloseTo(operations / (48 * 16 * 50e9 * 0.5), within(1.0));
        assertThat(forecast.times().compute().high()).isCloseTo(operations / (48 * 16 * 50e9 * 0.4), within(1.0));
        assertThat(forecast.problems()).isEmpty();
    }

    @Test
    void whatWasMeasuredOfThisModelIsTaken() {
        Calibration measured = new Calibration(
                "a machine",
                "00",
                SMALL,
                1,
                1,
                16,
                new Estimate(90, 110),
                50e9 * 16,
                2e9,
                40e9 * 16,
                0,
                300,
                20e6,
                10,
                GB,
                "2026-01-01");
        Forecast forecast = Forecast.of(
                demand(SMALL, Backend.CPU, 320 * GB),
                cluster(24, 1, 16, 300 * GB, ""),
                Optional.of(measured),
                Optional.of(new Prices("EUR", 5, Map.of("c", 2.0), 1, 0.02)));
        assertThat(forecast.times().evaluate().low()).isCloseTo(1e9 / (24 * 300 * 1.2), within(1.0));
        // Two virtual workers a task.
        assertThat(forecast.layout().workersOfTask()).isEqualTo(2);
        assertThat(forecast.times().compute().low()).isCloseTo(300e9 / (24 * 110), within(20.0));
        assertThat(forecast.money().orElseThrow().low())
                .isCloseTo(forecast.times().total().low() / 3600 * (24 * 2 + 1), within(1.0));
    }

    /** Tokens a second, the share of time in products and their rate, as BENCHMARK.md has them. */
    private static Calibration benchmark(GptNeoX model, int batch, double rate, double share, double products) {
        return new Calibration(
                "a machine",
                "00",
                model,
                batch,
                1,
                1,
                Estimate.exactly(rate),
                137e9,
                share * products / rate,
                products,
                0,
                1,
                0,
                0,
                0,
                "2026-01-01");
    }

    @Test
    void oneMeasuredShapeTellsTheSpeedOfOthers() {
        List<Calibration> measured = List.of(
                benchmark(model(4096, 4, 128, 4, 128), 8, 10_741, 0.80, 114e9),
                benchmark(model(8192, 4, 256, 4, 256), 8, 3_084, 0.90, 116e9),
                benchmark(model(8192, 2, 1024, 16, 512), 2, 557, 0.94, 124e9));
        for (Calibration from : measured) {
            for (Calibration to : measured) {
                double tokensOfStep = (double) to.batch() * to.model().context();
                assertThat(from.tokensPerSecond(to.model(), tokensOfStep).middle())
                        .isCloseTo(to.tokensPerSecond().middle(), withinPercentage(15));
            }
        }
    }

    /** 48 workers on 32 tasks: half of the tasks have two, the others wait for them half of the time. */
    @Test
    void unevenWorkersAreWaitedFor() {
        Demand demand = demand(SMALL, Backend.CPU, 320 * GB);
        Forecast even = of(demand, cluster(24, 1, 1, 300 * GB, ""));
        Forecast uneven = of(demand, cluster(32, 1, 1, 300 * GB, ""));
        Forecast idle = of(demand, cluster(64, 1, 1, 300 * GB, ""));
        assertThat(uneven.times().compute()).isEqualTo(even.times().compute());
        assertThat(idle.layout().idleSlots()).isEqualTo(16);
        assertThat(idle.assumptions()).anyMatch(line -> line.startsWith("16 of 64 slots"));
    }

    @Test
    void aTaskSendsTwiceItsStateLessWhatItKeeps() {
        long state = 3L * Float.BYTES * ParameterLayout.of(SMALL).total();
        assertThat(Traffic.of(SMALL, ROUNDS, 1)).isEqualTo(new Traffic(0, 0));
        assertThat(Traffic.of(SMALL, new RoundPlan(2, 1, 1), 2)).isEqualTo(new Traffic(2 * state, state));
        assertThat(Traffic.of(SMALL, new RoundPlan(4, 1, 1), 4).ofTask()).isEqualTo(2 * state * 3 / 4);
        // Workers 1 and 2 of three have no node of the tree in common: their task sends both states.
        assertThat(Traffic.of(SMALL, new RoundPlan(3, 1, 1), 2).ofTask()).isEqualTo(state * 3 / 2);
    }

    @Test
    void allThatCannotFitIsSaidAtOnce() {
        Forecast forecast = of(
                demand(LARGE, Backend.CPU, 100 * GB),
                cluster(8, 8, 1, 80 * GB, "gpu = h100-80, storage-gigabytes = 500, disk-gigabytes = 10"));
        assertThat(forecast.problems())
                .extracting(Problem::message)
                .satisfiesExactly(
                        size -> assertThat(size).contains("got 9,642,249,216 parameters, expected at most 536,870,911"),
                        backend -> assertThat(backend).contains("got training.backend = cpu, expected nd4j"),
                        architecture -> assertThat(architecture).contains("got compute capability 9.0"),
                        memory -> assertThat(memory).contains("memory of a GPU (h100-80): got 80.0 GB"),
                        heap -> assertThat(heap)
                                .contains("local disk of an executor")
                                .contains("got 10.0 GB"),
                        storage -> assertThat(storage).contains("storage of the workspace: got 500.0 GB"),
                        corpus ->
                                assertThat(corpus).contains("corpus 'pile' is too small, got 100,000,000,000 tokens"));
    }

    @Test
    void offHeapIsHeldAgainstWhatAnExecutorMayUse() {
        Forecast forecast = of(demand(SMALL, Backend.CPU, 320 * GB), cluster(48, 1, 1, 8 * GB, ""));
        assertThat(forecast.problems())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains("maxbytes = 8.0 GB"))
                .anyMatch(message -> message.contains("spark.executor.memoryOverhead = 8.0 GB"));
    }
}
