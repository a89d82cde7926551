package dev.perennial.mixing.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Problems;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.proof.RowProof;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.TokenWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A stream whose every position is known: which part, and from where in that part's supply.
 *
 * @param supplies of the parts, in the order of the slot plan
 */
record StreamPlan(StreamConfiguration configuration, SlotPlan slots, List<Supply> supplies) {

    /** What the stream takes from a part. */
    long taken(int part) {
        return slots.count(part, configuration.sequences().count());
    }

    /** Every part that has too little, with both numbers. */
    void check(String place, Problems problems) {
        for (int part = 0; part < supplies.size(); part++) {
            long available = supplies.get(part).available();
            if (taken(part) > available) {
                problems.add(
                        ErrorCode.TOO_LITTLE_DATA,
                        place,
                        "Cannot take " + taken(part) + " sequences from '"
                                + slots.names().get(part) + "': it has "
                                + available + " of " + configuration.context()
                                + " tokens. Lower the stage's tokens, allow more epochs, or add data.");
            }
        }
    }

    /** What best fit does to each text as a whole, of which the stream may take a part. */
    Map<String, Long> fits() {
        Map<String, Long> counts = new TreeMap<>();
        for (Supply supply : supplies) {
            if (configuration.packing() == Packing.BEST_FIT && supply instanceof TextSupply text) {
                String part = text.text().name();
                counts.put("text sequences " + part, text.sequences());
                counts.put("text padding " + part, text.fit().padding());
                counts.put("text documents " + part, text.documents());
                counts.put("text documents cut " + part, text.fit().cut());
                counts.put("text documents cut end to end " + part, text.fit().cutEndToEnd());
            }
        }
        return counts;
    }

    /** The position at which a row of an earlier stream is replayed as this part, if it is. */
    OptionalLong replayed(int part, long position) {
        RowProof.Earlier earlier = ((ReplaySupply) supplies.get(part)).earlier();
        if (position < earlier.from() || position >= earlier.end(taken(part))) {
            return OptionalLong.empty();
        }
        long index = earlier.index(position);
        return index < taken(part) ? OptionalLong.of(slots.slot(part, index)) : OptionalLong.empty();
    }

    /** Where each part comes from, for a proof. */
    Map<Integer, RowProof.Origin> origins() {
        Map<Integer, RowProof.Origin> origins = new TreeMap<>();
        for (int part = 0; part < supplies.size(); part++) {
            origins.put(part, supplies.get(part).origin(taken(part)));
        }
        return origins;
    }

    /** What the tasks read: each shard once, whatever the number of its parts. */
    List<PieceSource> sources(Map<String, Corpus> corpora, int endOfText, TokenWidth width) {
        List<PieceSource> sources = new ArrayList<>();
        Map<String, List<Integer>> ofCorpus = new TreeMap<>();
        for (int part = 0; part < supplies.size(); part++) {
            if (taken(part) == 0) {
                continue;
            }
            if (supplies.get(part) instanceof ReplaySupply replay) {
                sources.addAll(StreamFilePieces.of(replay, slots, part, taken(part)));
            } else if (supplies.get(part) instanceof TextSupply text) {
                ofCorpus.computeIfAbsent(text.text().corpus(), name -> new ArrayList<>())
                        .add(part);
            }
        }
        ofCorpus.forEach((name, parts) -> sources.addAll(shards(corpora.get(name), parts, endOfText, width)));
        return sources;
    }

    private List<PieceSource> shards(Corpus corpus, List<Integer> parts, int endOfText, TokenWidth width) {
        List<PieceSource> sources = new ArrayList<>();
        List<String> paths = TextCounts.paths(corpus);
        for (int shard = 0; shard < paths.size(); shard++) {
            List<ShardPieces.Part> inside = new ArrayList<>();
            for (int part : parts) {
                TextSupply supply = (TextSupply) supplies.get(part);
                long start = supply.starts().get(shard);
                inside.add(new ShardPieces.Part(supply.text(), start, pieces(part, supply, endOfText, width)));
            }
            sources.add(new ShardPieces(paths.get(shard), configuration.packing(), configuration.context(), inside));
        }
        return sources;
    }

    private FreshPieces pieces(int part, TextSupply supply, int endOfText, TokenWidth width) {
        return new FreshPieces(
                slots,
                part,
                supply.sequences(),
                supply.skipped(),
                taken(part),
                supply.orders(taken(part)),
                endOfText,
                width,
                StreamFormat.rowsPerFile(configuration.context()));
    }
}
