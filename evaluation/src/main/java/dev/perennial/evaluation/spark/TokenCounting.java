package dev.perennial.evaluation.spark;

import dev.perennial.conf.Progress;
import dev.perennial.evaluation.advice.TokenDistribution;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.tokenize.spark.SparkProgress;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Counts the tokens of a corpus's training documents, shard by shard. Documents stand in the order of their hashes, so any shard is a fair
 * sample of its corpus: of a large one only as many are read as {@link #ENOUGH} asks for, evenly spaced.
 *
 * @param vocabulary how many token ids there are
 */
public record TokenCounting(Configuration hadoop, int vocabulary) {
    static final long ENOUGH = 50_000_000;

    /** The counts of every other document, and those of the rest: two samples of one distribution. */
    public record Halves(TokenDistribution one, TokenDistribution other) {
        public TokenDistribution whole() {
            return one.plus(other);
        }

        /** How far samples of this length diverge although nothing has shifted, in bits. */
        public double divergence() {
            return one.divergence(other);
        }
    }

    /** What a task sends back. */
    private record Counts(long[] one, long[] other) implements Serializable {
        Counts plus(Counts more) {
            return new Counts(sum(one, more.one), sum(other, more.other));
        }

        private static long[] sum(long[] some, long[] more) {
            long[] sum = some.clone();
            for (int id = 0; id < sum.length; id++) {
                sum[id] += more[id];
            }
            return sum;
        }
    }

    public Halves count(Corpus corpus, SparkSession spark, Progress progress) {
        List<String> shards = sample(corpus.shards(Split.TRAIN)).stream()
                .map(shard -> new Path(corpus.folder(), shard.file().path()).toString())
                .toList();
        if (shards.isEmpty()) {
            TokenDistribution none = new TokenDistribution(new long[vocabulary]);
            return new Halves(none, none);
        }
        SerializableConfiguration settings = new SerializableConfiguration(hadoop);
        int entries = vocabulary;
        Counts counts = SparkProgress.during(
                spark.sparkContext(),
                progress,
                "count tokens of " + corpus.name(),
                shards.size(),
                () -> JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .parallelize(shards, shards.size())
                        .map(shard -> count(shard, entries, settings.value()))
                        .reduce(Counts::plus));
        return new Halves(new TokenDistribution(counts.one), new TokenDistribution(counts.other));
    }

    static List<ShardSummary> sample(List<ShardSummary> shards) {
        long tokens = shards.stream().mapToLong(ShardSummary::tokens).sum();
        long wanted = Math.max(
                1, (long) Math.ceil((double) shards.size() * Math.min(1, (double) ENOUGH / Math.max(1, tokens))));
        List<ShardSummary> sample = new ArrayList<>();
        for (long each = 0; each < Math.min(wanted, shards.size()); each++) {
            sample.add(shards.get((int) (each * shards.size() / wanted)));
        }
        return sample;
    }

    private static Counts count(String shard, int vocabulary, Configuration hadoop) {
        TokenWidth width = TokenWidth.of(vocabulary);
        long[][] halves = new long[2][vocabulary];
        int document = 0;
        try (RecordSource<ShardDocument> rows = ShardFormat.open(new Path(shard), hadoop)) {
            for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                long[] half = halves[document++ % 2];
                for (int id : width.unpack(row.tokens())) {
                    half[id]++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Counts(halves[0], halves[1]);
    }
}
