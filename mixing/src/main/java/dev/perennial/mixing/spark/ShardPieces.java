package dev.perennial.mixing.spark;

import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Text;
import dev.perennial.mixing.packing.BestFit;
import dev.perennial.mixing.packing.Concatenation;
import dev.perennial.mixing.packing.Placement;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import java.io.Serializable;
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
        List<Text> texts = parts.stream().map(Part::text).toList();
        Texts byDomain = Texts.of(texts);
        Map<Text, FreshPieces> pieces = new HashMap<>();
        parts.forEach(part -> pieces.put(part.text(), part.pieces()));
        Map<Text, Placement> placements = placements(texts, hadoop);
        return new LazyPieces<>(ShardFormat.open(new Path(path), hadoop), document -> {
            Text text = byDomain.of(document.domain());
            return text == null ? List.of() : pieces.get(text).of(document, next(placements.get(text), document));
        });
    }

    private static List<dev.perennial.mixing.packing.Stretch> next(Placement placement, ShardDocument document) {
        return placement.next(document.length() + 1);
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
