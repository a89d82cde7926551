package dev.perennial.training.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.perennial.training.checkpoint.StepMetrics;
import java.util.function.ToDoubleFunction;

/** The latest round as metrics of the driver, so that any sink of Spark's (Prometheus, JSON, Graphite) can watch training. */
final class RoundGauges {
    private static volatile Telemetry.RoundReport last;

    private RoundGauges() {}

    static void see(Telemetry.RoundReport report) {
        last = report;
    }

    /** Before the first round all are not a number. */
    static void register(MetricRegistry registry) {
        registry.gauge("round", () -> (Gauge<Double>) () -> last == null ? Double.NaN : last.round() + 1.0);
        registry.gauge("loss", () -> ofStep(StepMetrics::loss));
        registry.gauge("tokens", () -> ofStep(StepMetrics::tokens));
        registry.gauge("rate", () -> ofStep(StepMetrics::rate));
        registry.gauge("spread", () -> ofStep(step -> step.spread() == null ? Double.NaN : step.spread()));
    }

    private static Gauge<Double> ofStep(ToDoubleFunction<StepMetrics> value) {
        return () -> {
            Telemetry.RoundReport report = last;
            return report == null || report.steps().isEmpty()
                    ? Double.NaN
                    : value.applyAsDouble(report.steps().get(report.steps().size() - 1));
        };
    }
}
