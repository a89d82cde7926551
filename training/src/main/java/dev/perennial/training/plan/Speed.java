package dev.perennial.training.plan;

import dev.perennial.conf.Names;
import dev.perennial.training.model.Compute;
import java.util.Locale;
import java.util.Optional;

/** Tokens that one task trains on in a second, and why that is believed. */
record Speed(Estimate tokensPerSecond, String basis) {
    private static final double GIGA = 1e9;
    private static final double USUAL_CORE_GIGAFLOPS = 60;

    /** A shape that was not measured comes out within this. */
    private static final double OTHER_SHAPE = 0.2;

    /** Of what several threads could reach, where one was measured: at least this much. */
    private static final double MORE_THREADS = 0.6;

    static Speed of(Demand demand, Cluster cluster, Optional<Calibration> calibration) {
        ClusterExtras extras = cluster.extras();
        double flops = Compute.trainingFlops(demand.model(), 1);
        if (extras.gpu().isPresent()) {
            Gpu gpu = extras.gpu().get();
            double peak = gpu.peak(extras.precision());
            return new Speed(
                    extras.utilisation().times(peak / flops),
                    text(
                            "%s, %.1f TFLOP/s in %s, at %s of that, as stated: no GPU was measured",
                            Names.kebab(gpu),
                            peak / 1e12,
                            Names.kebab(extras.precision()),
                            percent(extras.utilisation())));
        }
        return calibration
                .map(measured -> measured(demand, cluster, measured, flops))
                .orElseGet(() -> stated(cluster, flops));
    }

    private static Speed stated(Cluster cluster, double flops) {
        ClusterExtras extras = cluster.extras();
        double core = extras.coreGigaflops().orElse(USUAL_CORE_GIGAFLOPS) * GIGA;
        return new Speed(
                extras.utilisation().times(core * cluster.threads() / flops),
                text(
                        "cores of %.0f GFLOP/s at %s of that, as stated: measure with plan --measure",
                        core / GIGA, percent(extras.utilisation())));
    }

    private static Speed measured(Demand demand, Cluster cluster, Calibration measured, double flops) {
        double core = measured.peak() / measured.threads();
        double wanted =
                cluster.extras().coreGigaflops().map(rate -> rate * GIGA).orElse(core);
        String machine = wanted == core
                ? "cores like those of " + measured.machine()
                : text("cores of %.0f GFLOP/s, measured at %.0f", wanted / GIGA, core / GIGA);
        if (measured.isOf(demand.model(), cluster.threads())) {
            return new Speed(measured.tokensPerSecond().times(wanted / core), "this model, measured; " + machine);
        }
        double tokensOfStep = (double) demand.rounds().batch() * demand.model().context();
        double fewest = cluster.threads() > measured.threads() ? MORE_THREADS : 1;
        double threads = (double) cluster.threads() / measured.threads();
        Estimate tokens = measured.tokensPerSecond(demand.model(), tokensOfStep).times(threads * wanted / core);
        Estimate within = new Estimate(tokens.low() * (1 - OTHER_SHAPE) * fewest, tokens.high() * (1 + OTHER_SHAPE));
        return new Speed(
                within,
                text(
                        "another shape was measured at %s of the peak, this one is taken to reach %s: products of matrices as"
                                + " fast, all else in proportion; %s",
                        percent(measured.utilisation()),
                        percent(within.times(flops / (wanted * cluster.threads()))),
                        machine));
    }

    private static String percent(Estimate share) {
        return text("%.0f to %.0f %%", 100 * share.low(), 100 * share.high());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
