package dev.perennial.tokenize.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * A corpus that stands and that a new one may extend.
 *
 * @param generations it and all that it extends itself, oldest first
 */
public record StandingCorpus(Corpus corpus, List<Generation> generations) {

    /** What was built in one go: the manifest and shards of one folder. */
    public record Generation(Path folder, Manifest manifest, List<ShardSummary> shards) {
        private int hashRanges() {
            return manifest.configuration().path("shards").asInt();
        }
    }

    /** The raw files of these generations by name. */
    static Map<String, Fingerprint> files(List<Manifest> generations) {
        Map<String, Fingerprint> files = new java.util.TreeMap<>();
        generations.forEach(each -> each.inputs().forEach((input, content) -> {
            if (input.startsWith(InputFiles.INPUT)) {
                files.put(input, content);
            }
        }));
        return files;
    }

    Set<Fingerprint> contents() {
        return new HashSet<>(
                files(generations.stream().map(Generation::manifest).toList()).values());
    }

    /** Where the hashes of its texts are, as sequences that each rise over all their shards. */
    List<List<KnownShard>> knownShards() {
        List<List<KnownShard>> sequences = new ArrayList<>();
        for (Generation generation : generations) {
            for (Split split : Split.values()) {
                sequences.add(generation.shards().stream()
                        .filter(shard -> shard.split() == split)
                        .map(shard -> new KnownShard(
                                new Path(generation.folder(), shard.file().path()).toString(),
                                HashRange.of(shard.index(), generation.hashRanges())))
                        .toList());
            }
        }
        return sequences;
    }
}
