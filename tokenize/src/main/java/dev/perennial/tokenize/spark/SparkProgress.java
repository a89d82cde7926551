package dev.perennial.tokenize.spark;

import dev.perennial.conf.Progress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Shows the tasks of a Spark action as they end. */
public final class SparkProgress {
    private SparkProgress() {}

    /** Runs {@code action}, which takes about {@code tasks} tasks. */
    public static <T> T during(SparkContext context, Progress progress, String name, long tasks, Supplier<T> action) {
        AtomicLong ended = new AtomicLong();
        try (Progress.Task shown = progress.begin(name, "tasks", tasks)) {
            SparkListener listener = new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    shown.advanceTo(Math.min(tasks, ended.incrementAndGet()), "");
                }
            };
            context.addSparkListener(listener);
            try {
                T result = action.get();
                shown.advanceTo(tasks, "");
                return result;
            } finally {
                context.removeSparkListener(listener);
            }
        }
    }
}
