package dev.perennial.evaluation.advice;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * A share over the strength of a shift that never falls: points that contradict one another are pooled (isotonic regression), between
 * points it is straight in both logarithms, and beyond them it stays.
 *
 * <p>Source: R. Barlow et al., Statistical Inference under Order Restrictions, 1972: pool adjacent violators.
 */
final class MonotoneCurve {
    private final List<Block> blocks;

    private MonotoneCurve(List<Block> blocks) {
        this.blocks = blocks;
    }

    /** @param share above zero */
    record Point(double ratio, double share) {}

    /** Neighbouring points with one share: from the first's place to the last's. */
    private record Block(double from, double to, double logShare, int points) {
        Block with(Block next) {
            int all = points + next.points;
            return new Block(from, next.to, (logShare * points + next.logShare * next.points) / all, all);
        }
    }

    static MonotoneCurve through(List<Point> points) {
        Deque<Block> pooled = new ArrayDeque<>();
        points.stream().sorted(Comparator.comparingDouble(Point::ratio)).forEach(point -> {
            double place = Math.log(point.ratio());
            Block block = new Block(place, place, Math.log(point.share()), 1);
            while (!pooled.isEmpty() && violates(pooled.getLast(), block)) {
                block = pooled.removeLast().with(block);
            }
            pooled.addLast(block);
        });
        return new MonotoneCurve(List.copyOf(pooled));
    }

    private static boolean violates(Block before, Block next) {
        return before.logShare() >= next.logShare() || before.to() == next.from();
    }

    double weakest() {
        return Math.exp(blocks.get(0).from());
    }

    double strongest() {
        return Math.exp(blocks.get(blocks.size() - 1).to());
    }

    double at(double ratio) {
        double place = Math.log(ratio);
        Block before = blocks.get(0);
        for (Block block : blocks) {
            if (place < block.from()) {
                return block == before ? Math.exp(block.logShare()) : Math.exp(between(before, block, place));
            }
            if (place <= block.to()) {
                return Math.exp(block.logShare());
            }
            before = block;
        }
        return Math.exp(before.logShare());
    }

    private static double between(Block before, Block after, double place) {
        double way = (place - before.to()) / (after.from() - before.to());
        return before.logShare() + way * (after.logShare() - before.logShare());
    }
}
