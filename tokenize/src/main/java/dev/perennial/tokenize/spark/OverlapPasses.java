package dev.perennial.tokenize.spark;

import dev.perennial.conf.Progress;
import dev.perennial.tokenize.overlap.HashSample;
import dev.perennial.tokenize.overlap.HashSet64;
import dev.perennial.tokenize.overlap.NGrams;
import dev.perennial.tokenize.overlap.Overlap;
import dev.perennial.tokenize.overlap.OverlapCounts;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.spark.OverlapMeasurement.Pair;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * Reads what some pairs of corpora need, once each: every validation set for its hashes, every training set for all that is
 * looked up in it, every validation set again to count. Only hashes and bits of them leave a task.
 */
record OverlapPasses(List<Pair> pairs, OverlapScan scan, long mostHashes) {
    private static final int TREE_DEPTH = 2;

    Map<Pair, Overlap> run(SparkSession spark, Progress progress) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        long tasks = validations().stream()
                        .mapToLong(
                                corpus -> 2L * files(corpus, Split.VALIDATION).size())
                        .sum()
                + trainings().stream()
                        .mapToLong(corpus -> files(corpus, Split.TRAIN).size())
                        .sum();
        return SparkProgress.during(spark.sparkContext(), progress, "measure overlap", tasks, () -> run(context));
    }

    private Map<Pair, Overlap> run(JavaSparkContext context) {
        Map<Corpus, Broadcast<HeldNGrams>> held = new LinkedHashMap<>();
        validations().forEach(corpus -> held.put(corpus, context.broadcast(held(corpus, context))));
        Map<Pair, BitSet> seen = new LinkedHashMap<>();
        trainings().forEach(corpus -> seen.putAll(seen(corpus, held, context)));
        Map<Pair, Overlap> overlaps = new LinkedHashMap<>();
        validations().forEach(corpus -> overlaps.putAll(overlaps(corpus, held.get(corpus), seen, context)));
        held.values().forEach(broadcast -> broadcast.unpersist(false));
        return overlaps;
    }

    private HeldNGrams held(Corpus corpus, JavaSparkContext context) {
        HashSample sample = sample(corpus);
        OverlapScan each = scan;
        List<String> files = files(corpus, Split.VALIDATION);
        HashSet64 hashes = new HashSet64();
        context.parallelize(files, files.size())
                .map(file -> each.hashes(file, sample))
                .collect()
                .forEach(some -> {
                    for (long hash : some) {
                        hashes.add(hash);
                    }
                });
        return new HeldNGrams(sample, hashes);
    }

    /** Decided by the corpus alone, so that a pair's figures do not depend on which others are measured with it. */
    private HashSample sample(Corpus corpus) {
        long tokens = corpus.shards(Split.VALIDATION).stream()
                .mapToLong(ShardSummary::tokens)
                .sum();
        return HashSample.of(NGrams.count(tokens), mostHashes);
    }

    private Map<Pair, BitSet> seen(Corpus training, Map<Corpus, Broadcast<HeldNGrams>> held, JavaSparkContext context) {
        List<Pair> wanted =
                pairs.stream().filter(pair -> pair.training().equals(training)).toList();
        List<Broadcast<HeldNGrams>> sets =
                wanted.stream().map(pair -> held.get(pair.validation())).toList();
        OverlapScan each = scan;
        List<String> files = files(training, Split.TRAIN);
        List<BitSet> bits = context.parallelize(files, files.size())
                .map(file -> each.seen(file, sets.stream().map(Broadcast::value).toList()))
                .treeReduce(OverlapPasses::either, TREE_DEPTH);
        Map<Pair, BitSet> seen = new LinkedHashMap<>();
        for (int set = 0; set < wanted.size(); set++) {
            seen.put(wanted.get(set), bits.get(set));
        }
        return seen;
    }

    private static List<BitSet> either(List<BitSet> left, List<BitSet> right) {
        for (int set = 0; set < left.size(); set++) {
            left.get(set).or(right.get(set));
        }
        return left;
    }

    private Map<Pair, Overlap> overlaps(
            Corpus validation, Broadcast<HeldNGrams> held, Map<Pair, BitSet> seen, JavaSparkContext context) {
        List<Pair> wanted = pairs.stream()
                .filter(pair -> pair.validation().equals(validation))
                .toList();
        Broadcast<ArrayList<BitSet>> bits =
                context.broadcast(new ArrayList<>(wanted.stream().map(seen::get).toList()));
        OverlapScan each = scan;
        List<String> files = files(validation, Split.VALIDATION);
        List<List<TreeMap<String, OverlapCounts>>> counted = context.parallelize(files, files.size())
                .map(file -> each.counts(file, held.value(), bits.value()))
                .collect();
        Map<Pair, Overlap> overlaps = new LinkedHashMap<>();
        for (int at = 0; at < wanted.size(); at++) {
            TreeMap<String, OverlapCounts> domains = new TreeMap<>();
            for (List<TreeMap<String, OverlapCounts>> shard : counted) {
                shard.get(at).forEach((domain, counts) -> domains.merge(domain, counts, OverlapCounts::plus));
            }
            overlaps.put(wanted.get(at), overlap(wanted.get(at), held.value().sample(), domains));
        }
        return overlaps;
    }

    private static Overlap overlap(Pair pair, HashSample sample, TreeMap<String, OverlapCounts> domains) {
        OverlapCounts total = domains.values().stream().reduce(OverlapCounts.NONE, OverlapCounts::plus);
        return new Overlap(
                pair.validation().name(), pair.training().name(), NGrams.LENGTH, sample.oneIn(), total, domains);
    }

    private List<Corpus> validations() {
        return pairs.stream().map(Pair::validation).distinct().toList();
    }

    private List<Corpus> trainings() {
        return pairs.stream().map(Pair::training).distinct().toList();
    }

    private static List<String> files(Corpus corpus, Split split) {
        return corpus.shards(split).stream()
                .map(shard -> new Path(corpus.folder(), shard.file().path()).toString())
                .toList();
    }
}
