package dev.perennial.mixing;

import dev.perennial.conf.Share;
import java.io.Serializable;
import java.util.List;

/**
 * Gives every slot of a stream to one part, at exact shares, in closed form both ways.
 *
 * <p>For two parts every prefix is less than one sequence from its share, for any number of parts in any nest less than two.
 */
public sealed interface SlotPlan extends Serializable permits ForkedSlots, SegmentedSlots {

    /** A part of the mixture, or several that are mixed among themselves first. */
    sealed interface Branch extends Serializable {
        /** All parts within, in the order in which they are written. */
        List<Part> parts();
    }

    /** A part and its share of the whole stream. */
    record Part(String name, Share share) implements Branch {
        @Override
        public List<Part> parts() {
            return List.of(this);
        }
    }

    /** Branches that are mixed among themselves. */
    record Group(List<Branch> branches) implements Branch {
        @Override
        public List<Part> parts() {
            return SlotPlan.parts(branches);
        }
    }

    /** The part and the index within it that a slot holds. */
    record Slot(int part, long index) {}

    /** A plan that holds for some slots, after which another follows. */
    record Segment(SlotPlan slots, long length) implements Serializable {}

    /** A mixture. */
    static SlotPlan of(List<? extends Branch> branches) {
        return ForkedSlots.of(List.of(), branches);
    }

    /** A mixture that is left what replays do not take. */
    static SlotPlan replaying(List<Part> replays, List<? extends Branch> fresh) {
        return ForkedSlots.of(replays, fresh);
    }

    /** Mixtures one after another; a part of two of them goes on in the second where it stopped in the first. */
    static SlotPlan inTurn(List<Segment> segments) {
        return segments.size() == 1 ? segments.get(0).slots() : SegmentedSlots.of(segments);
    }

    /** All parts of some branches, in the order in which they are written. */
    static List<Part> parts(List<? extends Branch> branches) {
        return branches.stream().flatMap(branch -> branch.parts().stream()).toList();
    }

    /** The parts' names, replays first. */
    List<String> names();

    Slot at(long slot);

    /** How many of the first {@code slots} slots hold {@code part}. */
    long count(int part, long slots);

    /** The slot that holds element {@code index} of {@code part}: the inverse of {@link #at}. */
    long slot(int part, long index);
}
