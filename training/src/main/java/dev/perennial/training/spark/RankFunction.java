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
final class RankFunction extends AbstractFunction1<Iterator<String>, Iterator<RankEnd>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RankTask task;

    RankFunction(RankTask task) {
        this.task = task;
    }

    @Override
    public Iterator<RankEnd> apply(Iterator<String> stream) {
        return JavaConverters.asScalaIterator(List.of(end()).iterator());
    }

    private RankEnd end() {
        try {
            return new RankEnd(task.run(BarrierTaskContext.get()), null);
        } catch (PerennialException e) {
            return new RankEnd(0, RunFailure.of(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
