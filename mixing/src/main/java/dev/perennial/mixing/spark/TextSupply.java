package dev.perennial.mixing.spark;

import dev.perennial.conf.Seed;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.Text;
import dev.perennial.mixing.proof.RowProof;
import java.util.ArrayList;
import java.util.List;

/**
 * A text, passed over as often as is allowed, each time in another order.
 *
 * @param skipped sequences at the head of the first order that are left out
 */
record TextSupply(Text text, List<ShardCount> shards, int context, Packing packing, int epochs, long skipped, Seed seed)
        implements Supply {

    /** Of one pass. */
    long sequences() {
        long size = shards.stream().mapToLong(ShardCount::size).sum();
        return switch (packing) {
            case CONCATENATE -> Math.max(0, (size - 1) / context);
            case BEST_FIT -> size;
        };
    }

    long documents() {
        return shards.stream().mapToLong(ShardCount::documents).sum();
    }

    ShardCount.Fit fit() {
        return shards.stream().map(ShardCount::fit).reduce(ShardCount.Fit.NONE, ShardCount.Fit::plus);
    }

    /** Where each shard begins: the token, or for best fit the sequence. */
    List<Long> starts() {
        List<Long> starts = new ArrayList<>();
        long start = 0;
        for (ShardCount shard : shards) {
            starts.add(start);
            start += shard.size();
        }
        return starts;
    }

    @Override
    public long available() {
        return Math.max(0, Math.multiplyExact(sequences(), (long) epochs) - skipped);
    }

    /** A permutation of the text's sequences for every pass that the stream needs. */
    List<Permutation> orders(long taken) {
        List<Permutation> orders = new ArrayList<>();
        for (int pass = 0; pass < epochs && pass * sequences() < skipped + taken; pass++) {
            orders.add(new Permutation(sequences(), seed.named("order of " + text.name() + ", pass " + pass)));
        }
        return orders;
    }

    @Override
    public RowProof.Origin origin(long taken) {
        return new RowProof.Fresh(sequences(), skipped, orders(taken));
    }
}
