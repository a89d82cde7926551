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
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** Rows that are sooner read than a file is opened again. */
    private static final long LARGEST_GAP = 64;

    private StreamProof() {}

    /** The first difference, or none: then the stream is proved. */
    public static Optional<Difference> prove(
            SparkSession spark, StreamBuilder builder, TokenStream stream, Configuration hadoop) {
        RowProof proof = new RowProof(
                builder.configuration().slots(),
                builder.plan(spark, hadoop).origins(),
                held(builder.corpora().values(), hadoop));
        SerializableConfiguration settings = new SerializableConfiguration(hadoop);
        List<Long> starts = LongStream.iterate(0, from -> from < stream.sequences(), from -> from + POSITIONS)
                .boxed()
                .toList();
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(starts, Math.max(1, starts.size()))
                .flatMap(from ->
                        differences(proof, stream, from, settings.value()).iterator())
                .collect()
                .stream()
                .min(Difference::compareTo);
    }

    private static List<Difference> differences(RowProof proof, TokenStream stream, long from, Configuration hadoop) {
        List<Sequence> rows = stream.read(from, Math.min(from + POSITIONS, stream.sequences()), hadoop);
        Map<Long, Sequence> before = earlier(proof, rows, hadoop);
        List<Difference> differences = new ArrayList<>();
        for (Sequence row : rows) {
            proof.check(row, Optional.ofNullable(before.get(row.position()))).ifPresent(differences::add);
        }
        return differences;
    }

    /** The rows that these replay, by the position that replays them. */
    private static Map<Long, Sequence> earlier(RowProof proof, List<Sequence> rows, Configuration hadoop) {
        Map<TokenStream, TreeMap<Long, Long>> wanted = new HashMap<>();
        for (Sequence row : rows) {
            proof.replayed(row.position())
                    .filter(stream -> row.origin() >= 0 && row.origin() < stream.sequences())
                    .ifPresent(stream -> wanted.computeIfAbsent(stream, each -> new TreeMap<>())
                            .put(row.origin(), row.position()));
        }
        Map<Long, Sequence> before = new TreeMap<>();
        wanted.forEach((stream, positions) -> {
            while (!positions.isEmpty()) {
                long first = positions.firstKey();
                long end = runFrom(first, positions);
                for (Sequence found : stream.read(first, end, hadoop)) {
                    Optional.ofNullable(positions.remove(found.position()))
                            .ifPresent(position -> before.put(position, found));
                }
            }
        });
        return before;
    }

    /** The end of what is read at once: up to the first large gap, of which a shuffled replay has many. */
    private static long runFrom(long first, TreeMap<Long, Long> positions) {
        long end = first + 1;
        for (long next : positions.tailMap(first).keySet()) {
            if (next - end > LARGEST_GAP) {
                return end;
            }
            end = next + 1;
        }
        return end;
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
