package dev.perennial.training.kernel;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * The threads that one task may use, {@code spark.task.cpus} of them: the thread that asks, and helpers.
 *
 * <p>Work is cut so that every number is computed by one thread, in the order in which one thread alone would: rows of a product or a
 * norm, heads, columns of a sum. So the bits do not depend on how many threads there are. OpenBLAS itself always works on one.
 */
public final class Threads {
    private static final Threads ONE = new Threads(1);
    private static final ThreadLocal<Threads> CURRENT = ThreadLocal.withInitial(() -> ONE);

    private final int count;
    private final List<Helper> helpers;

    private Threads(int count) {
        this.count = count;
        this.helpers = Stream.generate(Helper::new).limit(count - 1L).toList();
    }

    /** Elements [from, to) of something. */
    public interface Range {
        void run(int from, int to);
    }

    /** One element, and the number of the thread that has it, below {@link #count}. */
    interface Element {
        void run(int element, int thread);
    }

    /** What is done with several threads. */
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Does work whose kernels may use {@code count} threads. */
    public static <T, E extends Exception> T use(int count, Work<T, E> work) throws E {
        Threads before = CURRENT.get();
        Threads threads = new Threads(count);
        CURRENT.set(threads);
        try {
            return work.run();
        } finally {
            CURRENT.set(before);
            threads.end();
        }
    }

    /** Those of the calling thread; one, if nobody said otherwise. */
    public static Threads current() {
        return CURRENT.get();
    }

    public int count() {
        return count;
    }

    /** Cuts [0, {@code length}) at multiples of {@code unit} into at most as many ranges as there are threads. */
    public void split(int length, int unit, Range range) {
        int units = (length + unit - 1) / unit;
        int parts = Math.min(count, units);
        if (parts <= 1) {
            range.run(0, length);
            return;
        }
        parts(
                parts,
                part -> range.run((int) ((long) units * part / parts) * unit, (int)
                        Math.min(length, (long) units * (part + 1) / parts * unit)));
    }

    /** Every element of [0, {@code length}), by whichever thread. */
    void each(int length, Element element) {
        int parts = Math.min(count, length);
        parts(parts, part -> {
            for (int i = part; i < length; i += parts) {
                element.run(i, part);
            }
        });
    }

    /** Does the parts of some work, each in a thread of its own; there are at most {@link #count}. */
    void parts(int parts, IntConsumer work) {
        List<Helper> others = helpers.subList(0, Math.max(0, parts - 1));
        for (int i = 0; i < others.size(); i++) {
            int own = i + 1;
            others.get(i).begin(() -> work.accept(own));
        }
        // What runs in parallel is not cut once more.
        CURRENT.set(ONE);
        try {
            work.accept(0);
        } finally {
            CURRENT.set(this);
            others.forEach(Helper::await);
        }
        others.forEach(Helper::check);
    }

    private void end() {
        helpers.forEach(Helper::end);
    }
}
