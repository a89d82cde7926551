package dev.perennial.mixing.packing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Best-fit-decreasing bin packing of a shard's documents into sequences of T + 1 tokens (Ding et al. 2024, "Fewer Truncations
 * Improve Language Modeling"). No document that fits a sequence is cut.
 *
 * <p>A longer one gives whole sequences that share a token, as if it stood there alone, so that each of its tokens but the first is
 * predicted; what is left at its end is packed like a document. Items go by falling length, equal ones in the documents' order, each
 * to the sequence with the least room that holds it. Room that is left is padding, at the end of its sequence.
 */
public final class BestFit implements Placement {
    private final int context;
    private final long first;
    private final Lengths lengths;
    /** The packed sequences, in the order in which they were begun. */
    private final int[] sequence;

    private final int[] offset;
    private final List<Bin> bins = new ArrayList<>();
    private int document;
    private long nextWhole;

    /** A sequence that is being filled. */
    private static final class Bin {
        private int filled;
        private int last;
    }

    /** @param first index in the text of the shard's first sequence */
    public BestFit(int context, Lengths lengths, long first) {
        this.context = context;
        this.lengths = lengths;
        this.first = first;
        this.sequence = new int[lengths.size()];
        this.offset = new int[lengths.size()];
        pack();
        this.nextWhole = first + bins.size();
    }

    /** Sequences that the shard gives. */
    public long sequences() {
        long whole = 0;
        for (int each = 0; each < lengths.size(); each++) {
            whole += whole(lengths.at(each));
        }
        return bins.size() + whole;
    }

    /** Tokens that belong to no document. */
    public long padding() {
        return bins.stream().mapToLong(bin -> context + 1 - bin.filled).sum();
    }

    /** Documents that are cut, since they are longer than a sequence. */
    public long cut() {
        long cut = 0;
        for (int each = 0; each < lengths.size(); each++) {
            cut += lengths.at(each) > context + 1 ? 1 : 0;
        }
        return cut;
    }

    @Override
    public List<Stretch> next(int tokens) {
        if (tokens != lengths.at(document)) {
            throw new IllegalStateException(
                    "document " + document + " has " + tokens + " tokens, counted were " + lengths.at(document));
        }
        List<Stretch> stretches = new ArrayList<>();
        int whole = whole(tokens);
        for (int each = 0; each < whole; each++) {
            stretches.add(new Stretch(nextWhole++, 0, each * context, context + 1, 0));
        }
        int rest = rest(tokens);
        if (rest > 0) {
            Bin bin = bins.get(sequence[document]);
            int padding = bin.last == document ? context + 1 - bin.filled : 0;
            stretches.add(new Stretch(first + sequence[document], offset[document], tokens - rest, rest, padding));
        }
        document++;
        return stretches;
    }

    private int whole(int tokens) {
        return tokens <= context + 1 ? 0 : (tokens - 1) / context;
    }

    /** The tokens to be packed: a whole document, or the end of a longer one after the token it shares with what is before. */
    private int rest(int tokens) {
        if (tokens <= context + 1) {
            return tokens;
        }
        int left = tokens - whole(tokens) * context;
        return left > 1 ? left : 0;
    }

    private void pack() {
        List<List<Integer>> withRoom = new ArrayList<>();
        for (int room = 0; room <= context + 1; room++) {
            withRoom.add(new ArrayList<>());
        }
        BitSet rooms = new BitSet();
        for (int each : byFallingLength()) {
            int length = rest(lengths.at(each));
            int room = rooms.nextSetBit(length);
            int into = room < 0 ? open() : removeLast(withRoom.get(room), room, rooms);
            Bin bin = bins.get(into);
            sequence[each] = into;
            offset[each] = bin.filled;
            bin.filled += length;
            bin.last = each;
            int left = context + 1 - bin.filled;
            withRoom.get(left).add(into);
            rooms.set(left);
        }
    }

    private int open() {
        bins.add(new Bin());
        return bins.size() - 1;
    }

    private static int removeLast(List<Integer> bins, int room, BitSet rooms) {
        int last = bins.remove(bins.size() - 1);
        rooms.set(room, !bins.isEmpty());
        return last;
    }

    /** A counting sort, which leaves equal lengths in their order. */
    private int[] byFallingLength() {
        int[] starts = new int[context + 3];
        for (int each = 0; each < lengths.size(); each++) {
            starts[context + 1 - rest(lengths.at(each)) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int packed = starts[context + 1];
        int[] sorted = new int[lengths.size()];
        for (int each = 0; each < lengths.size(); each++) {
            sorted[starts[context + 1 - rest(lengths.at(each))]++] = each;
        }
        return java.util.Arrays.copyOf(sorted, packed);
    }
}
