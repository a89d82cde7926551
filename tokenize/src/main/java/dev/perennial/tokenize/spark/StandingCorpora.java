package dev.perennial.tokenize.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** The corpora of one name that stand in a store, each with those it extends: where a corpus with more files looks for its base. */
final class StandingCorpora {
    private final Store store;
    private final Map<String, Manifest> manifests = new TreeMap<>();
    private final Map<String, Path> folders = new TreeMap<>();

    StandingCorpora(String name, Store store) {
        this.store = store;
        for (Path folder : store.folders(Corpus.KIND)) {
            if (folder.getName().startsWith(name + "-")) {
                store.manifest(folder)
                        .filter(manifest -> manifest.name().equals(name))
                        .filter(manifest -> manifest.formatVersion() == ShardFormat.VERSION)
                        .ifPresent(manifest -> add(folder, manifest));
            }
        }
    }

    private void add(Path folder, Manifest manifest) {
        manifests.put(manifest.fingerprint().hex(), manifest);
        folders.put(manifest.fingerprint().hex(), folder);
    }

    /**
     * The one with most of the given files, and no others, which was made in this shape with this tokenizer. A changed or
     * vanished file, or another file under an old one's name, rules a corpus out.
     *
     * @param present the raw files by name
     */
    Optional<StandingCorpus> largest(JsonNode shape, Fingerprint tokenizer, Map<String, Fingerprint> present) {
        return manifests.values().stream()
                .filter(manifest -> tokenizer.equals(manifest.inputs().get(CorpusBuilder.TOKENIZER)))
                .filter(manifest -> withoutShards(manifest.configuration()).equals(withoutShards(shape)))
                .map(this::generations)
                .filter(generations -> !generations.isEmpty() && isWithin(generations, present))
                .max(Comparator.comparingInt((List<Manifest> generations) ->
                                contents(generations).size())
                        // Of equal ones the one made in one go: it depends on nothing but its files.
                        .thenComparing(List::size, Comparator.reverseOrder())
                        .thenComparing(
                                generations -> last(generations).fingerprint().hex()))
                .map(this::open);
    }

    /** It and all that it extends, oldest first; empty if one of them is gone. */
    private List<Manifest> generations(Manifest manifest) {
        List<Manifest> newestFirst = new ArrayList<>();
        Optional<Manifest> next = Optional.of(manifest);
        while (next.isPresent()) {
            newestFirst.add(next.get());
            Fingerprint extended =
                    next.get().inputs().get(Corpus.EXTENDED + next.get().name());
            next = Optional.ofNullable(extended).map(base -> manifests.get(base.hex()));
            if (extended != null && next.isEmpty()) {
                return List.of();
            }
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private static boolean isWithin(List<Manifest> generations, Map<String, Fingerprint> present) {
        Map<String, Fingerprint> files = StandingCorpus.files(generations);
        Set<Fingerprint> contents = contents(generations);
        return new HashSet<>(present.values()).containsAll(contents)
                && present.entrySet().stream()
                        .allMatch(file -> contents.contains(file.getValue()) || !files.containsKey(file.getKey()));
    }

    private static Set<Fingerprint> contents(List<Manifest> generations) {
        return new HashSet<>(StandingCorpus.files(generations).values());
    }

    private static JsonNode withoutShards(JsonNode shape) {
        return ((ObjectNode) shape.deepCopy()).without("shards");
    }

    private StandingCorpus open(List<Manifest> manifests) {
        List<StandingCorpus.Generation> generations = manifests.stream()
                .map(manifest -> new StandingCorpus.Generation(
                        folder(manifest),
                        manifest,
                        Corpus.open(store, folder(manifest), manifest).ownShards()))
                .toList();
        Manifest newest = last(manifests);
        return new StandingCorpus(Corpus.open(store, folder(newest), newest), generations);
    }

    private Path folder(Manifest manifest) {
        return folders.get(manifest.fingerprint().hex());
    }

    private static Manifest last(List<Manifest> generations) {
        return generations.get(generations.size() - 1);
    }
}
