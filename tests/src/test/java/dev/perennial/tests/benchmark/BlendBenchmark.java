package dev.perennial.tests.benchmark;

import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.SlotPlan.Part;
import dev.perennial.mixing.SlotPlan.Slot;
import java.util.List;
import java.util.Locale;

/**
 * What stands at which slot, computed for many slots one after another: the whole of what others keep as an index on disk. The peer
 * is {@code tests/peers/megatron_blend.py}, on the same mixture.
 */
public final class BlendBenchmark {
    private static final double MILLION = 1e6;
    private static final List<Part> PARTS = List.of(
            new Part("replay of earlier", new Share(1, 10)),
            new Part("books", new Share(27, 100)),
            new Part("web", new Share(63, 100)));

    private BlendBenchmark() {}

    /** The first number, if there is one, is how many million slots are computed. */
    public static void main(String[] arguments) {
        long slots = arguments.length > 0 && arguments[0].matches("\\d+")
                ? Long.parseLong(arguments[0]) * 1_000_000
                : 20_000_000;
        SlotPlan plan = SlotPlan.replaying(PARTS.subList(0, 1), PARTS.subList(1, 3));
        Permutation order = new Permutation(slots, new Seed(1));
        // Twice: the first time warms up.
        for (int round = 0; round < 2; round++) {
            Meter meter = new Meter();
            double worst = worst(plan, slots);
            double there = meter.processorSeconds();
            meter = new Meter();
            long sum = inverse(plan, slots);
            double back = meter.processorSeconds();
            meter = new Meter();
            for (long i = 0; i < slots; i++) {
                sum ^= order.apply(i);
            }
            double ordered = meter.processorSeconds();
            System.out.printf(
                    Locale.ROOT,
                    "slot to part: %.1f M slots/s, 0 bytes each, worst prefix %.3f sequences from its share; part to slot: %.1f M/s;"
                            + " order of a pass: %.1f M/s (%x)%n",
                    slots / there / MILLION,
                    worst,
                    slots / back / MILLION,
                    slots / ordered / MILLION,
                    sum);
        }
    }

    private static double worst(SlotPlan plan, long slots) {
        long[] counts = new long[PARTS.size()];
        double[] shares =
                PARTS.stream().mapToDouble(part -> part.share().approximately()).toArray();
        double worst = 0;
        for (long slot = 0; slot < slots; slot++) {
            Slot at = plan.at(slot);
            counts[at.part()]++;
            for (int part = 0; part < shares.length; part++) {
                worst = Math.max(worst, Math.abs(counts[part] - shares[part] * (slot + 1)));
            }
        }
        return worst;
    }

    private static long inverse(SlotPlan plan, long slots) {
        long sum = 0;
        for (int part = 0; part < PARTS.size(); part++) {
            long count = plan.count(part, slots);
            for (long index = 0; index < count; index++) {
                sum ^= plan.slot(part, index);
            }
        }
        return sum;
    }
}
