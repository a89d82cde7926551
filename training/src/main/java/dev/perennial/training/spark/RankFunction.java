package dev.perennial.training.spark;

import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** Runs a {@link RankTask} on a partition: the shape in which Spark's barrier stages take a function. */
final class RankFunction extends AbstractFunction1<Iterator<String>, Iterator<Long>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RankTask task;

    RankFunction(RankTask task) {
        this.task = task;
    }

    @Override
    public Iterator<Long> apply(Iterator<String> stream) {
        return JavaConverters.asScalaIterator(List.of(rounds()).iterator());
    }

    /** An error that another attempt would repeat, such as a loss that diverged, ends the task and is no reason to start again. */
    private long rounds() {
        try {
            return task.run(BarrierTaskContext.get());
        } catch (PerennialException e) {
            return 0; // the task has left a RunFailure, which the driver finds
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
