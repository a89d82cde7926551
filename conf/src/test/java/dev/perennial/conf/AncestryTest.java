package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class AncestryTest {
    private static Artefact artefact(String kind, int number, Map<String, Fingerprint> inputs) {
        Recipe recipe = new Recipe(kind, 1, "a" + number, inputs, Map.of("number", number));
        return new Artefact(
                new Path("/w/" + kind + "/a" + number),
                recipe.manifest(
                        Map.of(),
                        List.of(new Manifest.FileEntry(
                                "file", 1, Fingerprint.of("file " + number).hex()))));
    }

    /** Artefacts of which each was made from any of those before it, and of a raw file. */
    @Provide
    Arbitrary<List<Artefact>> descents() {
        Arbitrary<Set<Integer>> some =
                Arbitraries.integers().between(0, 19).set().ofMaxSize(3);
        return some.list().ofMaxSize(20).map(choices -> {
            List<Artefact> all = new ArrayList<>();
            for (Set<Integer> chosen : choices) {
                Map<String, Fingerprint> inputs = new TreeMap<>(Map.of("file raw", Fingerprint.of("raw")));
                chosen.stream()
                        .filter(each -> each < all.size())
                        .forEach(each ->
                                inputs.put("input " + each, all.get(each).fingerprint()));
                all.add(artefact(all.size() % 3 == 0 ? "checkpoints" : "streams", all.size(), inputs));
            }
            return all;
        });
    }

    @Property
    void whatIsKeptHasAllThatItDescendsFrom(
            @ForAll("descents") List<Artefact> all, @ForAll Set<@IntRange(max = 19) Integer> chosen) {
        Ancestry ancestry = new Ancestry(all);
        List<Artefact> roots =
                all.stream().filter(each -> chosen.contains(all.indexOf(each))).toList();
        Set<Artefact> kept = ancestry.withAncestors(roots);
        assertThat(kept).containsAll(roots);
        assertWhole(kept);
    }

    @Property
    void removedInOrderNoneIsEverLeftWithoutWhatItWasMadeFrom(@ForAll("descents") List<Artefact> all) {
        Ancestry ancestry = new Ancestry(all);
        Set<Artefact> left = new HashSet<>(all);
        assertThat(ancestry.descendantsFirst()).containsExactlyInAnyOrderElementsOf(all);
        for (Artefact removed : ancestry.descendantsFirst()) {
            left.remove(removed);
            assertWhole(left);
        }
    }

    private static void assertWhole(Set<Artefact> left) {
        Set<Fingerprint> there = new HashSet<>(Set.of(Fingerprint.of("raw")));
        left.forEach(each -> there.add(each.fingerprint()));
        left.forEach(
                each -> assertThat(there).containsAll(each.manifest().inputs().values()));
    }

    @Test
    void aTokenizerIsNamedByItsFileAndACheckpointsCopyOfItIsNone() {
        Artefact tokenizer = artefact(Manifest.TOKENIZERS, 1, Map.of());
        Map<String, Fingerprint> inputs = Map.of("tokenizer", Fingerprint.of("file 1"));
        Artefact copy = artefact("checkpoints", 1, Map.of());
        Artefact corpus = artefact("corpora", 3, inputs);
        assertThat(new Ancestry(List.of(copy, tokenizer, corpus)).madeFrom(corpus))
                .containsExactly(tokenizer);
    }
}
