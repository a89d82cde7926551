package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.overlap.HashSample;
import dev.perennial.tokenize.overlap.HashSet64;
import dev.perennial.tokenize.overlap.NGrams;
import dev.perennial.tokenize.overlap.OverlapCounts;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/** The work of one Spark task of an {@link OverlapMeasurement}: one shard, read once, document by document. */
record OverlapScan(SerializableConfiguration hadoop, TokenWidth width) implements Serializable {

    /** The distinct hashes of a validation shard that are in the sample. */
    long[] hashes(String shard, HashSample sample) {
        HashSet64 hashes = new HashSet64();
        each(
                shard,
                (document, tokens) -> NGrams.hash(tokens, hash -> {
                    if (sample.holds(hash)) {
                        hashes.add(hash);
                    }
                }));
        return hashes.toArray();
    }

    /** For each of several validation sets, the slots whose n-grams occur in a training shard. */
    List<BitSet> seen(String shard, List<HeldNGrams> held) {
        List<BitSet> seen = new ArrayList<>();
        held.forEach(each -> seen.add(new BitSet(each.hashes().slots())));
        each(
                shard,
                (document, tokens) -> NGrams.hash(tokens, hash -> {
                    for (int set = 0; set < held.size(); set++) {
                        int slot = held.get(set).slotOf(hash);
                        if (slot != HeldNGrams.NOT_HELD) {
                            seen.get(set).set(slot);
                        }
                    }
                }));
        return seen;
    }

    /** The counts of a validation shard, by domain, against each of several training corpora. */
    List<TreeMap<String, OverlapCounts>> counts(String shard, HeldNGrams held, List<BitSet> seen) {
        List<TreeMap<String, OverlapCounts>> domains = new ArrayList<>();
        seen.forEach(training -> domains.add(new TreeMap<>()));
        each(shard, (document, tokens) -> {
            int[] slots = slots(tokens, held);
            for (int training = 0; training < seen.size(); training++) {
                OverlapCounts counts =
                        OverlapCounts.of(NGrams.count(tokens.length), slots.length, among(slots, seen.get(training)));
                domains.get(training).merge(document.domain(), counts, OverlapCounts::plus);
            }
        });
        return domains;
    }

    private static int[] slots(int[] tokens, HeldNGrams held) {
        int[] slots = new int[(int) NGrams.count(tokens.length)];
        int[] examined = {0};
        NGrams.hash(tokens, hash -> {
            int slot = held.slotOf(hash);
            if (slot != HeldNGrams.NOT_HELD) {
                slots[examined[0]++] = slot;
            }
        });
        return java.util.Arrays.copyOf(slots, examined[0]);
    }

    private static long among(int[] slots, BitSet seen) {
        return java.util.Arrays.stream(slots).filter(seen::get).count();
    }

    private void each(String shard, BiConsumer<ShardDocument, int[]> documents) {
        try (RecordSource<ShardDocument> rows = ShardFormat.open(new Path(shard), hadoop.value())) {
            for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                documents.accept(row, width.unpack(row.tokens()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
