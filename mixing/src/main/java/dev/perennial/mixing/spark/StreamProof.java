package dev.perennial.mixing.spark;

import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.mixing.proof.RowProof;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Reads a whole stream and compares each row with the plan and, where it replays, with the earlier stream. */
public final class StreamProof {
    /** Positions in a task: a few thousand rows read at once, whatever the length of the stream. */
    private static final long POSITIONS = 8192;

    private StreamProof() {}

    /** The first difference, or none: then the stream is proved. */
    public static Optional<Difference> prove(
            SparkSession spark, StreamBuilder builder, TokenStream stream, Configuration hadoop) {
        RowProof proof = new RowProof(
                builder.configuration().slots(),
                builder.origins(),
                held(builder.corpora().values(), hadoop));
        SerializableConfiguration settings = new SerializableConfiguration(hadoop);
        TokenStream earlier = builder.replayed().orElse(null);
        List<Long> starts = LongStream.iterate(0, from -> from < stream.sequences(), from -> from + POSITIONS)
                .boxed()
                .toList();
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(starts, Math.max(1, starts.size()))
                .flatMap(from -> differences(proof, stream, earlier, from, settings.value())
                        .iterator())
                .collect()
                .stream()
                .min(Difference::compareTo);
    }

    private static List<Difference> differences(
            RowProof proof, TokenStream stream, TokenStream earlier, long from, Configuration hadoop) {
        List<Sequence> rows = stream.read(from, Math.min(from + POSITIONS, stream.sequences()), hadoop);
        Map<Long, Sequence> before = earlier(proof, rows, earlier, hadoop);
        List<Difference> differences = new ArrayList<>();
        for (Sequence row : rows) {
            proof.check(row, Optional.ofNullable(before.get(row.position()))).ifPresent(differences::add);
        }
        return differences;
    }

    /** The rows that these replay, by the position that replays them; one contiguous read. */
    private static Map<Long, Sequence> earlier(
            RowProof proof, List<Sequence> rows, TokenStream earlier, Configuration hadoop) {
        Map<Long, Long> origins = rows.stream()
                .filter(row -> earlier != null && proof.replays(row.position()))
                .filter(row -> row.origin() >= 0 && row.origin() < earlier.sequences())
                .collect(Collectors.toMap(Sequence::position, Sequence::origin, (a, b) -> a, TreeMap::new));
        if (origins.isEmpty()) {
            return Map.of();
        }
        long first = origins.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long last = origins.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        List<Sequence> found = earlier.read(first, last + 1, hadoop);
        Map<Long, Sequence> before = new TreeMap<>();
        origins.forEach((position, origin) -> before.put(position, found.get((int) (origin - first))));
        return before;
    }

    private static Set<String> held(Iterable<Corpus> corpora, Configuration hadoop) {
        Set<String> held = new HashSet<>();
        for (Corpus corpus : corpora) {
            for (ShardSummary shard : corpus.shards(Split.VALIDATION)) {
                Path file = new Path(corpus.folder(), shard.file().path());
                try (RecordSource<ShardDocument> documents = ShardFormat.open(file, hadoop)) {
                    for (ShardDocument each = documents.next(); each != null; each = documents.next()) {
                        held.add(HexFormat.of().formatHex(each.id()));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
        return held;
    }
}
