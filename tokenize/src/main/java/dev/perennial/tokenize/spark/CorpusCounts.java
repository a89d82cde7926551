package dev.perennial.tokenize.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** What became of the rows of a corpus, by name, as its manifest has it. */
record CorpusCounts(Map<String, Long> byName) {
    static final String REJECTED = "rejected";
    private static final String DUPLICATES = "duplicates";

    static CorpusCounts of(List<ShardWriter.Written> written) {
        Map<String, Long> counts = new TreeMap<>(Map.of(DUPLICATES, 0L, REJECTED, 0L));
        List<ShardSummary> shards = new ArrayList<>();
        for (ShardWriter.Written each : written) {
            each.counts().forEach((key, value) -> counts.merge(key, value, Math::addExact));
            shards.addAll(each.shards());
        }
        for (Split split : Split.values()) {
            List<ShardSummary> of =
                    shards.stream().filter(shard -> shard.split() == split).toList();
            counts.put(
                    documents(split),
                    of.stream().mapToLong(ShardSummary::documents).sum());
            counts.put(
                    tokens(split), of.stream().mapToLong(ShardSummary::tokens).sum());
            counts.put(
                    split.folder() + " bytes",
                    of.stream().mapToLong(ShardSummary::bytes).sum());
        }
        return new CorpusCounts(counts);
    }

    /** Together with those of the corpus that is extended. */
    CorpusCounts plus(Map<String, Long> extended) {
        Map<String, Long> sum = new TreeMap<>(byName);
        extended.forEach((key, value) -> sum.merge(key, value, Math::addExact));
        return new CorpusCounts(sum);
    }

    /** Fails when too many rows were rejected. */
    void check(String name, Share tolerance, Path folder) {
        long rejected = of(REJECTED);
        long rows = rejected + of(DUPLICATES) + of(documents(Split.TRAIN)) + of(documents(Split.VALIDATION));
        if (rejected > tolerance.of(rows)) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot accept the corpus '" + name + "': " + rejected + " of " + rows
                            + " rows were rejected, expected at most " + tolerance.percent() + ". See '"
                            + new Path(folder, ShardWriter.REJECTED_FILE) + "', mend the files or raise corpora." + name
                            + ".tolerance.");
        }
    }

    String summary(String name, Path folder) {
        return String.format(
                Locale.ROOT,
                "corpus %s: %,d documents and %,d tokens to train on, %,d and %,d to validate; %,d duplicates dropped, %,d rows"
                        + " rejected%s",
                name,
                of(documents(Split.TRAIN)),
                of(tokens(Split.TRAIN)),
                of(documents(Split.VALIDATION)),
                of(tokens(Split.VALIDATION)),
                of(DUPLICATES),
                of(REJECTED),
                of(REJECTED) == 0 ? "" : " (" + codes() + "), see " + folder + "/rejected");
    }

    private String codes() {
        return byName.entrySet().stream()
                .filter(each -> each.getKey().startsWith(REJECTED + " "))
                .map(each -> each.getValue() + " " + each.getKey().substring(REJECTED.length() + 1))
                .collect(Collectors.joining(", "));
    }

    private long of(String name) {
        return byName.get(name);
    }

    private static String documents(Split split) {
        return split.folder() + " documents";
    }

    private static String tokens(Split split) {
        return split.folder() + " tokens";
    }
}
