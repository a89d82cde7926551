package dev.perennial.mixing.spark;

import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.Span;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The way back from a position of a stream to file and line, and forth from a document to its positions. Nothing is scanned: ids are
 * sorted within shards, so footers tell which row group holds one; and where its tokens stand is computed from the plan.
 *
 * @param spark asked for by plans of domains or of best fit alone, which count the shards first
 */
public record Lineage(Supplier<SparkSession> spark, Configuration hadoop) {

    /** Where a document stands among the raw files. */
    public record Origin(String document, String corpus, String source, long line, String domain) {}

    /** A stretch of a sequence, with the document it came from if a corpus at hand holds it. */
    public record Stretch(String document, long from, int length, Optional<Origin> origin) {}

    /** The positions of a stream that hold tokens of a document. */
    public record Use(long position, String part, long from, int length) {}

    /** What the tokens of a row came from, in their order. */
    public List<Stretch> of(Sequence row, Collection<Corpus> corpora) {
        List<byte[]> ids = row.spans().stream().map(Span::document).toList();
        Map<String, Origin> origins = new TreeMap<>();
        for (Corpus corpus : corpora) {
            TextCounts.paths(corpus).parallelStream()
                    .flatMap(shard -> find(shard, ids))
                    .map(document -> origin(corpus, document))
                    .toList()
                    .forEach(origin -> origins.put(origin.document(), origin));
        }
        return row.spans().stream()
                .map(span -> {
                    String id = HexFormat.of().formatHex(span.document());
                    return new Stretch(id, span.from(), span.length(), Optional.ofNullable(origins.get(id)));
                })
                .toList();
    }

    /**
     * The positions that hold tokens of the document with this id, in order.
     *
     * @param stages the builder of the stream of each stage that is replayed
     */
    public List<Use> of(byte[] document, StreamBuilder stream, Function<String, StreamBuilder> stages) {
        StreamPlan plan = stream.plan(spark, hadoop);
        List<Use> uses = new ArrayList<>(fresh(document, stream, plan));
        SlotPlan slots = plan.slots();
        for (int part = 0; part < slots.names().size(); part++) {
            if (plan.supplies().get(part) instanceof ReplaySupply replay) {
                for (Use earlier : of(document, stages.apply(replay.replay().of()), stages)) {
                    String name = slots.names().get(part);
                    plan.replayed(part, earlier.position())
                            .ifPresent(position -> uses.add(new Use(position, name, earlier.from(), earlier.length())));
                }
            }
        }
        uses.sort(Comparator.comparingLong(Use::position).thenComparingLong(Use::from));
        return uses;
    }

    private List<Use> fresh(byte[] document, StreamBuilder stream, StreamPlan plan) {
        return plan.sources(stream.corpora(), stream.endOfText(), stream.width()).parallelStream()
                .filter(ShardPieces.class::isInstance)
                .map(ShardPieces.class::cast)
                .filter(shard -> find(shard.path(), List.of(document)).findAny().isPresent())
                .flatMap(shard -> shard.uses(document, hadoop).stream())
                .toList();
    }

    private Stream<ShardDocument> find(String shard, List<byte[]> ids) {
        List<ShardDocument> found = new ArrayList<>();
        try (RecordSource<ShardDocument> documents = ShardFormat.find(new Path(shard), hadoop, ids)) {
            for (ShardDocument each = documents.next(); each != null; each = documents.next()) {
                found.add(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    private static Origin origin(Corpus corpus, ShardDocument document) {
        return new Origin(
                HexFormat.of().formatHex(document.id()),
                corpus.name(),
                document.source(),
                document.line(),
                document.domain());
    }
}
