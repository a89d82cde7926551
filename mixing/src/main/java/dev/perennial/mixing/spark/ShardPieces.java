package dev.perennial.mixing.spark;

import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Text;
import dev.perennial.mixing.packing.BestFit;
import dev.perennial.mixing.packing.Concatenation;
import dev.perennial.mixing.packing.Placement;
import dev.perennial.mixing.packing.Stretch;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A shard, read once for all parts of the stream that its documents belong to. */
record ShardPieces(String path, Packing packing, int context, List<Part> parts) implements PieceSource {

    /** @param start the shard's first token in the text; for best fit its first sequence */
    record Part(Text text, long start, FreshPieces pieces) implements Serializable {}

    @Override
    public Iterator<Piece> open(Configuration hadoop) {
        return each(ShardFormat.open(new Path(path), hadoop), hadoop, FreshPieces::of);
    }

    /** Where the stream holds the document with this id; the shard's tokens are not read. */
    List<Lineage.Use> uses(byte[] id, Configuration hadoop) {
        List<Lineage.Use> uses = new ArrayList<>();
        each(
                        ShardFormat.openWithoutTokens(new Path(path), hadoop),
                        hadoop,
                        (pieces, document, places) ->
                                Arrays.equals(document.id(), id) ? pieces.uses(places) : List.<Lineage.Use>of())
                .forEachRemaining(uses::add);
        return uses;
    }

    /** What is made of a document of a text, in its places. */
    private interface Cut<R> {
        List<R> of(FreshPieces pieces, ShardDocument document, List<Stretch> places);
    }

    private <R> Iterator<R> each(RecordSource<ShardDocument> documents, Configuration hadoop, Cut<R> cut) {
        List<Text> texts = parts.stream().map(Part::text).toList();
        Texts byDomain = Texts.of(texts);
        Map<Text, FreshPieces> pieces = new HashMap<>();
        parts.forEach(part -> pieces.put(part.text(), part.pieces()));
        Map<Text, Placement> placements = placements(texts, hadoop);
        return new LazyRows<>(documents, document -> {
            Text text = byDomain.of(document.domain());
            return text == null
                    ? List.of()
                    : cut.of(pieces.get(text), document, placements.get(text).next(document.length() + 1));
        });
    }

    private Map<Text, Placement> placements(List<Text> texts, Configuration hadoop) {
        Map<Text, Placement> placements = new HashMap<>();
        switch (packing) {
            case CONCATENATE ->
                parts.forEach(part -> placements.put(
                        part.text(), new Concatenation(context, part.pieces().sequences(), part.start())));
            case BEST_FIT -> {
                ShardLengths read = ShardLengths.read(path, texts, hadoop);
                parts.forEach(part -> placements.put(
                        part.text(), new BestFit(context, read.lengths().get(part.text()), part.start())));
            }
        }
        return placements;
    }
}
