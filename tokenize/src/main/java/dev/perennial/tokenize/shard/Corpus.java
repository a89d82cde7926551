package dev.perennial.tokenize.shard;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * A tokenised distribution that stands in the store: its shards, in the order that makes the global document order.
 *
 * <p>A corpus may extend another: then the other's shards come first, and their paths lead from {@link #folder()} to the
 * folder beside it, so that a reader need not know of it.
 */
public record Corpus(String name, Path folder, Manifest manifest, List<ShardSummary> shards) {
    public static final String KIND = "corpora";
    public static final String SHARDS_FILE = "shards.json";

    /** Before the name of the corpus that is extended, among the inputs. */
    public static final String EXTENDED = "corpus ";

    private static final String BESIDE = "../";

    public static Corpus open(Store store, Path folder, Manifest manifest) {
        Path list = new Path(folder, SHARDS_FILE);
        String text = store.readText(list)
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.CORRUPT_ARTEFACT,
                        "Cannot read the corpus '" + manifest.name() + "': '" + list
                                + "' is gone. Remove its folder and run again."));
        Corpus corpus = new Corpus(
                manifest.name(),
                folder,
                manifest,
                Arrays.asList(Json.read(text, ShardSummary[].class, list.toString())));
        corpus.inheritedFolders().filter(each -> store.manifest(each).isEmpty()).forEach(gone -> {
            throw new PerennialException(
                    ErrorCode.CORRUPT_ARTEFACT,
                    "Cannot read the corpus '" + folder + "': it extends '" + gone
                            + "', which is gone. Remove both folders and run again.");
        });
        return corpus;
    }

    public Fingerprint fingerprint() {
        return manifest.fingerprint();
    }

    public List<ShardSummary> shards(Split split) {
        return shards.stream().filter(shard -> shard.split() == split).toList();
    }

    /** The shards that were written for this corpus, without those of a corpus that it extends. */
    public List<ShardSummary> ownShards() {
        return shards.stream().filter(shard -> !inherited(shard)).toList();
    }

    /** All shards, as a corpus in a folder beside this one lists them. */
    public List<ShardSummary> shardsFromBeside() {
        List<ShardSummary> seen = new ArrayList<>();
        for (ShardSummary shard : shards) {
            seen.add(inherited(shard) ? shard : shard.below(BESIDE + folder.getName() + "/"));
        }
        return seen;
    }

    private Stream<Path> inheritedFolders() {
        return shards.stream()
                .filter(Corpus::inherited)
                .map(shard -> new Path(folder, shard.file().path()).getParent().getParent())
                .distinct();
    }

    private static boolean inherited(ShardSummary shard) {
        return shard.file().path().startsWith(BESIDE);
    }

    public long packedTokens(Split split) {
        return shards(split).stream().mapToLong(ShardSummary::packedTokens).sum();
    }

    /** Whole sequences of {@code context} tokens and the one after, when documents are packed end to end. */
    public long sequences(Split split, int context) {
        return Math.max(0, (packedTokens(split) - 1) / context);
    }
}
