package dev.perennial.mixing.spark;

import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Text;
import dev.perennial.mixing.packing.Lengths;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What each shard of a corpus holds of its texts, in shard order: the numbers from which every task knows where its shard begins.
 *
 * @param others domains of the corpus that no text asks for, some of them
 */
record TextCounts(Map<String, List<ShardCount>> shards, Set<String> others) {

    /** Of one shard. */
    private record Counted(Map<String, ShardCount> texts, Set<String> others) implements Serializable {}

    /** From the corpus's own list of shards where it says enough; else from two narrow columns of all shards. */
    static TextCounts of(
            Corpus corpus,
            List<Text> texts,
            Packing packing,
            int context,
            Supplier<SparkSession> spark,
            Configuration hadoop) {
        if (packing == Packing.CONCATENATE && texts.get(0) instanceof Text.Whole) {
            return new TextCounts(
                    Map.of(
                            texts.get(0).name(),
                            corpus.shards(Split.TRAIN).stream()
                                    .map(shard -> ShardCount.endToEnd(shard.documents(), shard.packedTokens()))
                                    .toList()),
                    Set.of());
        }
        SerializableConfiguration settings = new SerializableConfiguration(hadoop);
        List<String> paths = paths(corpus);
        List<Counted> counted = JavaSparkContext.fromSparkContext(spark.get().sparkContext())
                .parallelize(paths, Math.max(1, paths.size()))
                .map(path -> counted(ShardLengths.read(path, texts, settings.value()), packing, context))
                .collect();
        return joined(counted, texts);
    }

    static List<String> paths(Corpus corpus) {
        List<String> paths = new ArrayList<>();
        for (ShardSummary shard : corpus.shards(Split.TRAIN)) {
            paths.add(new Path(corpus.folder(), shard.file().path()).toString());
        }
        return paths;
    }

    private static Counted counted(ShardLengths read, Packing packing, int context) {
        Map<String, ShardCount> counts = new TreeMap<>();
        read.lengths().forEach((text, lengths) -> counts.put(text.name(), count(lengths, packing, context)));
        return new Counted(counts, read.others());
    }

    private static ShardCount count(Lengths lengths, Packing packing, int context) {
        return switch (packing) {
            case CONCATENATE -> ShardCount.endToEnd(lengths.size(), lengths.total());
            case BEST_FIT -> ShardCount.bestFit(lengths, context);
        };
    }

    private static TextCounts joined(List<Counted> counted, List<Text> texts) {
        Map<String, List<ShardCount>> shards = new TreeMap<>();
        Set<String> others = new TreeSet<>();
        for (Text text : texts) {
            shards.put(
                    text.name(),
                    counted.stream().map(each -> each.texts().get(text.name())).toList());
        }
        counted.forEach(each -> others.addAll(each.others()));
        return new TextCounts(shards, others);
    }
}
