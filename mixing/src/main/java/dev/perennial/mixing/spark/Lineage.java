package dev.perennial.mixing.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lower;

import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.Split;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The way back from a position of a stream to file and line, and forth from a document to its positions. */
public record Lineage(SparkSession spark) {

    /** Where a document stands among the raw files. */
    public record Origin(String document, String corpus, String source, long line, String domain) {}

    /** A stretch of a sequence, with the document it came from if a corpus at hand holds it. */
    public record Stretch(String document, long from, int length, Optional<Origin> origin) {}

    /** The positions of a stream that hold tokens of a document. */
    public record Use(long position, String part, long from, int length) {}

    /** What the tokens of a row came from, in their order. */
    public List<Stretch> of(Sequence row, Collection<Corpus> corpora) {
        Map<String, Origin> origins = new TreeMap<>();
        Object[] ids = row.spans().stream().map(Span::document).distinct().toArray();
        for (Corpus corpus : corpora) {
            documents(corpus, ids).forEach(origin -> origins.put(origin.document(), origin));
        }
        return row.spans().stream()
                .map(span -> {
                    String id = HexFormat.of().formatHex(span.document());
                    return new Stretch(id, span.from(), span.length(), Optional.ofNullable(origins.get(id)));
                })
                .toList();
    }

    /** The positions that hold tokens of the document with this id, in order. */
    public List<Use> of(byte[] document, TokenStream stream) {
        return spark
                .read()
                .parquet(stream.folder() + "/stream-*.parquet")
                .select(col("position"), col("part"), explode(col("spans")).as("span"))
                .where(col("span.document").equalTo(document))
                .select("position", "part", "span.from", "span.length")
                .orderBy("position", "from")
                .collectAsList()
                .stream()
                .map(row -> new Use(row.getLong(0), row.getString(1), row.getLong(2), row.getInt(3)))
                .toList();
    }

    /** The documents with these ids; only four narrow columns are read. */
    private List<Origin> documents(Corpus corpus, Object[] ids) {
        String[] shards = corpus.shards(Split.TRAIN).stream()
                .map(shard -> new Path(corpus.folder(), shard.file().path()).toString())
                .toArray(String[]::new);
        if (shards.length == 0) {
            return List.of();
        }
        return spark
                .read()
                .parquet(shards)
                .where(col("id").isin(ids))
                .select(lower(hex(col("id"))), col("source"), col("line"), col("domain"))
                .collectAsList()
                .stream()
                .map(row -> origin(corpus, row))
                .toList();
    }

    private static Origin origin(Corpus corpus, Row row) {
        return new Origin(row.getString(0), corpus.name(), row.getString(1), row.getLong(2), row.getString(3));
    }
}
