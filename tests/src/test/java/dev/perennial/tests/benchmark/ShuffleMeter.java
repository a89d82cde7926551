package dev.perennial.tests.benchmark;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up the bytes that tasks wrote for a shuffle and spilled to disk. */
final class ShuffleMeter extends SparkListener {
    private final AtomicLong shuffled = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
        shuffled.addAndGet(task.taskMetrics().shuffleWriteMetrics().bytesWritten());
        spilled.addAndGet(task.taskMetrics().diskBytesSpilled());
    }

    long shuffledBytes() {
        return shuffled.get();
    }

    long spilledBytes() {
        return spilled.get();
    }
}
