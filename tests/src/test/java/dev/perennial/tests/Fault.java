package dev.perennial.tests;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;

/** What can befall a run, with all that is drawn about it. */
sealed interface Fault {
    /** The executor of the first or of the second worker, with -9. */
    record KillExecutor(int which) implements Fault {}

    record KillBothExecutors() implements Fault {}

    /** The worker's daemon, which takes its executor with it; nobody starts it again. */
    record KillWorker(int which) implements Fault {}

    record KillMaster() implements Fault {}

    record KillDriver() implements Fault {}

    /** Nothing more fits on the workspace's disk until the run has ended. */
    record FillDisk() implements Fault {}

    record CorruptShard(Flip flip) implements Fault {}

    record CorruptStream(Flip flip) implements Fault {}

    /** Of a finished model or of a saved round; the driver dies as well, so that somebody may have to read it. */
    record CorruptCheckpoint(Flip flip) implements Fault {}

    /** A worker's host is cut off for so many seconds. */
    record CutNetwork(int which, int seconds) implements Fault {}

    /** One bit: of which file, where in it, and which of the byte; the first two from 0 to 1. */
    record Flip(double file, double place, int bit) {
        static Flip drawn(SplittableRandom random) {
            return new Flip(random.nextDouble(), random.nextDouble(), random.nextInt(Byte.SIZE));
        }
    }

    int LONGEST_CUT_SECONDS = 60;

    /** One of each kind. */
    List<Function<SplittableRandom, Fault>> KINDS = List.of(
            random -> new KillExecutor(random.nextInt(2)),
            random -> new CorruptShard(Flip.drawn(random)),
            random -> new KillWorker(random.nextInt(2)),
            random -> new FillDisk(),
            random -> new CutNetwork(random.nextInt(2), random.nextInt(2, LONGEST_CUT_SECONDS)),
            random -> new CorruptStream(Flip.drawn(random)),
            random -> new KillDriver(),
            random -> new KillMaster(),
            random -> new CorruptCheckpoint(Flip.drawn(random)),
            random -> new KillBothExecutors());

    /** Whether it is done to hosts and disks, which only root can. */
    default boolean needsRoot() {
        return this instanceof FillDisk || this instanceof CutNetwork;
    }

    /** For the table. */
    default String title() {
        String words = getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return this instanceof CutNetwork cut ? words + ", " + cut.seconds + " s" : words;
    }
}
