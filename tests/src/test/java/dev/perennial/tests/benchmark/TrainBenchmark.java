package dev.perennial.tests.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What training costs: {@code scripts/benchmark train [--full] [step] [threads] [executors] [exchange]}; all parts where none is named.
 * Figures compared with one another are taken in alternation in one run; medians are shown.
 */
public final class TrainBenchmark {
    private static final List<String> PARTS = List.of("step", "threads", "executors", "exchange");
    private static final String DEMO = "128,4,4,128,4096,8";
    private static final String MIDDLE = "256,4,4,256,8192,8";
    private static final String WIDE = "1024,2,16,512,8192,2";

    private TrainBenchmark() {}

    public static void main(String[] arguments) {
        int code = 0;
        try {
            run(arguments);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            code = 1;
        }
        // Timers of Spark's barrier stages are no daemons and would keep the process.
        System.exit(code);
    }

    private static void run(String[] arguments) throws IOException {
        List<String> given = List.of(arguments);
        boolean full = given.contains("--full");
        List<String> parts = given.stream().filter(PARTS::contains).toList();
        int turns = full ? 7 : 3;
        for (String part : parts.isEmpty() ? PARTS : parts) {
            switch (part) {
                case "step" -> steps(turns, full ? List.of(DEMO, MIDDLE, WIDE) : List.of(DEMO, MIDDLE));
                case "threads" -> threads(turns, full ? List.of(DEMO, MIDDLE, WIDE) : List.of(MIDDLE));
                case "executors" -> RoundBenchmark.executors(turns);
                case "exchange" -> RoundBenchmark.exchange(full);
                default -> throw new IllegalStateException(part);
            }
        }
    }

    private static void steps(int turns, List<String> shapes) throws IOException {
        say(
                "| one step, one thread | tokens/s | PyTorch | ratio | peak MB | PyTorch | ratio | products | GFLOP/s in them | sgemm alone |");
        say("|---|---|---|---|---|---|---|---|---|---|");
        for (String text : shapes) {
            StepShape shape = StepShape.parse(text);
            Path folder = Files.createTempDirectory("perennial-step");
            shape.write(folder);
            Optional<Stepper> peer = Stepper.peer(folder, 1);
            try (Stepper ours = Stepper.ours(text, 1)) {
                List<Double> our = new ArrayList<>();
                List<Double> their = new ArrayList<>();
                List<Double> ratios = new ArrayList<>();
                int steps = count(ours.steps(1)[0]);
                for (int turn = 0; turn < turns; turn++) {
                    our.add(ours.steps(steps)[0]);
                    if (peer.isPresent()) {
                        their.add(peer.get().steps(steps)[0]);
                        ratios.add(their.get(turn) / our.get(turn));
                    }
                }
                double[] end = ours.end();
                double[] theirEnd = peer.isPresent() ? peer.get().end() : new double[] {Double.NaN};
                say(
                        "| %s | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f %% | %.0f | %.0f |",
                        shape.describe(),
                        shape.tokens() / median(our),
                        shape.tokens() / median(their),
                        median(ratios),
                        end[0],
                        theirEnd[0],
                        end[0] / theirEnd[0],
                        100 * end[1],
                        end[2],
                        end[3]);
            }
            peer.ifPresentOrElse(Stepper::close, () -> say("no Python with PyTorch at hand: nothing to compare with"));
        }
        say("Tokens a second of CPU time, so that a busy machine does less harm.");
    }

    private static void threads(int turns, List<String> shapes) throws IOException {
        say("| threads of a task | tokens/s with 1 | with 2 | ratio |");
        say("|---|---|---|---|");
        for (String text : shapes) {
            StepShape shape = StepShape.parse(text);
            try (Stepper one = Stepper.ours(text, 1);
                    Stepper two = Stepper.ours(text, 2)) {
                List<Double> alone = new ArrayList<>();
                List<Double> shared = new ArrayList<>();
                List<Double> ratios = new ArrayList<>();
                int steps = count(one.steps(1)[1]);
                for (int turn = 0; turn < turns; turn++) {
                    alone.add(one.steps(steps)[1]);
                    shared.add(two.steps(steps)[1]);
                    ratios.add(alone.get(turn) / shared.get(turn));
                }
                say(
                        "| %s | %.0f | %.0f | %.2f |",
                        shape.describe(),
                        shape.tokens() / median(alone),
                        shape.tokens() / median(shared),
                        median(ratios));
            }
        }
    }

    /** Steps that take some three seconds. */
    private static int count(double secondsEach) {
        return (int) Math.max(1, Math.round(3 / secondsEach));
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values).replace("NaN", "-"));
    }

    static List<Double> gaps(List<Long> moments) {
        double[] gaps = new double[Math.max(0, moments.size() - 1)];
        Arrays.setAll(gaps, i -> (moments.get(i + 1) - moments.get(i)) / 1e9);
        return Arrays.stream(gaps).boxed().toList();
    }
}
