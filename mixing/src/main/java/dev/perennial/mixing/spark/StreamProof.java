package dev.perennial.mixing.spark;

import static org.apache.spark.sql.functions.col;

import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Account;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.mixing.proof.RowProof;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.spark.Mapped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads a whole stream and compares it with what its plan makes of the corpora and of the earlier streams: every part, origin, span
 * and token. Nothing that the stream or its manifest says of itself is believed. Only hashes are shuffled, and the driver sees
 * nothing but sums.
 *
 * @param corpora every corpus whose documents may stand in the stream, those of replayed streams included
 */
public record StreamProof(StreamBuilder builder, TokenStream stream, Collection<Corpus> corpora) {

    /** The first difference, or none: then the stream is proved; and what was planned and built of each domain. */
    public record Outcome(Optional<Difference> difference, List<Account> accounts) {}

    public Outcome prove(SparkSession spark, Configuration hadoop) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        SerializableConfiguration settings = new SerializableConfiguration(hadoop);
        List<TraceSource> sources = sources(builder.plan(() -> spark, hadoop));
        JavaRDD<Row> traces = context.parallelize(sources, sources.size())
                .flatMap(source -> new Mapped<>(source.open(settings.value()), Trace::row));
        Column[] order = Arrays.stream(Trace.ORDER)
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new);
        List<DocumentComparison.Found> found = spark.createDataFrame(traces, Trace.SCHEMA)
                .repartition(col("document"))
                .sortWithinPartitions(order)
                .toJavaRDD()
                .mapPartitions(rows -> List.of(DocumentComparison.of(new Mapped<>(rows, Trace::of)))
                        .iterator())
                .collect();
        Optional<Difference> difference =
                found.stream().flatMap(each -> each.first().stream()).min(Difference::compareTo);
        return new Outcome(difference, accounts(found));
    }

    List<TraceSource> sources(StreamPlan plan) {
        List<TraceSource> sources = new ArrayList<>();
        RowProof proof = new RowProof(plan.slots(), plan.origins());
        for (long file = 0; file * stream.rowsPerFile() < stream.sequences(); file++) {
            sources.add(new TraceSource.Built(proof, stream, file));
        }
        plan.sources(builder.corpora(), builder.endOfText(), stream.width())
                .forEach(source -> sources.add(
                        new TraceSource.Planned(source, stream.width().bytes())));
        for (Corpus corpus : corpora) {
            for (Split split : Split.values()) {
                corpus.shards(split)
                        .forEach(shard -> sources.add(new TraceSource.Documents(
                                new Path(corpus.folder(), shard.file().path()).toString(), split)));
            }
        }
        return sources;
    }

    private static List<Account> accounts(List<DocumentComparison.Found> found) {
        Map<Account, long[]> sums =
                new TreeMap<>(Comparator.comparing(Account::part).thenComparing(Account::domain));
        found.stream().flatMap(each -> each.accounts().stream()).forEach(account -> {
            long[] sum = sums.computeIfAbsent(account, each -> new long[2]);
            sum[0] += account.planned();
            sum[1] += account.built();
        });
        List<Account> accounts = new ArrayList<>();
        sums.forEach((key, sum) -> accounts.add(new Account(key.part(), key.domain(), sum[0], sum[1])));
        return accounts;
    }
}
