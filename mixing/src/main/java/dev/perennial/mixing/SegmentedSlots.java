package dev.perennial.mixing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Mixtures one after another. Each is exact by its own rule from its first slot on; the last has no end.
 *
 * @param names of all parts, in the order of their first segment
 */
record SegmentedSlots(List<String> names, List<Stretch> stretches) implements SlotPlan {

    /**
     * A segment within the stream.
     *
     * @param from its first slot
     * @param parts for each part of the whole, its index in this segment's plan, or -1
     * @param before for each part of the whole, how much of it earlier segments hold
     */
    record Stretch(SlotPlan slots, long from, long length, List<Integer> parts, List<Long> before)
            implements java.io.Serializable {

        long count(int part, long slots) {
            int inside = parts.get(part);
            long reached = Math.min(length, Math.max(0, slots - from));
            return inside < 0 ? 0 : this.slots.count(inside, reached);
        }
    }

    static SegmentedSlots of(List<Segment> segments) {
        Set<String> names = new LinkedHashSet<>();
        segments.forEach(segment -> names.addAll(segment.slots().names()));
        List<Stretch> stretches = new ArrayList<>();
        List<Long> before = names.stream().map(name -> 0L).toList();
        long from = 0;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            List<Integer> parts = names.stream()
                    .map(name -> segment.slots().names().indexOf(name))
                    .toList();
            long length = i < segments.size() - 1 ? segment.length() : Long.MAX_VALUE - from;
            Stretch stretch = new Stretch(segment.slots(), from, length, parts, before);
            stretches.add(stretch);
            from += segment.length();
            before = after(stretch, from);
        }
        return new SegmentedSlots(List.copyOf(names), stretches);
    }

    private static List<Long> after(Stretch stretch, long end) {
        List<Long> counts = new ArrayList<>();
        for (int part = 0; part < stretch.parts().size(); part++) {
            counts.add(stretch.before().get(part) + stretch.count(part, end));
        }
        return counts;
    }

    @Override
    public Slot at(long slot) {
        Stretch stretch = stretches.get(0);
        for (Stretch each : stretches) {
            stretch = each.from() <= slot ? each : stretch;
        }
        Slot inside = stretch.slots().at(slot - stretch.from());
        int part = stretch.parts().indexOf(inside.part());
        return new Slot(part, stretch.before().get(part) + inside.index());
    }

    @Override
    public long count(int part, long slots) {
        return stretches.stream()
                .mapToLong(stretch -> stretch.count(part, slots))
                .sum();
    }

    @Override
    public long slot(int part, long index) {
        Stretch stretch = stretches.get(0);
        for (Stretch each : stretches) {
            stretch = each.parts().get(part) >= 0 && each.before().get(part) <= index ? each : stretch;
        }
        return stretch.from()
                + stretch.slots()
                        .slot(
                                stretch.parts().get(part),
                                index - stretch.before().get(part));
    }
}
