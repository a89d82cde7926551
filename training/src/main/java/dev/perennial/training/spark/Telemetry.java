package dev.perennial.training.spark;

import dev.perennial.training.checkpoint.StepMetrics;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A Spark plugin that carries what happens in a round from the executors to the driver while the stage runs, over Spark's own
 * (authenticated) messages. Set {@code spark.plugins} to this class; without it a run is merely silent.
 */
public final class Telemetry implements SparkPlugin {
    private static volatile PluginContext executor;
    private static final Consumer<RoundReport> NOBODY = report -> {};
    private static volatile Consumer<RoundReport> listener = NOBODY;
    private static volatile BooleanSupplier stop = () -> false;

    /**
     * A finished round, as rank 0 tells it.
     *
     * @param peak floating-point operations a second that all executors' products reached alone, or 0 where nobody knows
     */
    record RoundReport(String run, long round, long sequences, List<StepMetrics> steps, double peak)
            implements Serializable {
        double loss() {
            return steps.isEmpty() ? Double.NaN : steps.get(steps.size() - 1).loss();
        }
    }

    /** Who hears of rounds in this driver. */
    static void listen(Consumer<RoundReport> consumer) {
        listener = consumer;
    }

    static void listenNoMore() {
        listener = NOBODY;
    }

    /** Whether training is under way, which can end in good order where {@link #stopWhen} says so. */
    public static boolean isHeard() {
        return listener != NOBODY;
    }

    /** Asked after each round: when it is true, training saves its state and ends. */
    public static void stopWhen(BooleanSupplier condition) {
        stop = condition;
    }

    /** Tells the driver of a round; returns whether it wants training to stop here. */
    static boolean report(RoundReport report) {
        PluginContext context = executor;
        if (context == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(context.ask(report));
        } catch (Exception e) {
            // A driver that cannot be told how far training is must not end it.
            executor = null;
            return false;
        }
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            @Override
            public void registerMetrics(String application, PluginContext context) {
                RoundGauges.register(context.metricRegistry());
            }

            @Override
            public Object receive(Object message) {
                if (message instanceof RoundReport report) {
                    RoundGauges.see(report);
                    listener.accept(report);
                }
                return stop.getAsBoolean();
            }
        };
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> extraConf) {
                executor = context;
                LogFormat.apply();
            }
        };
    }
}
