package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Artefact;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Recipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Fingerprint RAW = Fingerprint.of("raw");

    private record Choice(String kind, Set<Integer> inputs) {}

    /** Workspaces of up to 25 artefacts of all kinds and one that is unknown, each made from any of those before it. */
    @Provide
    Arbitrary<List<Artefact>> workspaces() {
        Arbitrary<String> kinds = Arbitraries.of(
                "tokenizers",
                "corpora",
                "streams",
                "checkpoints",
                "losses",
                "tasks",
                "overlaps",
                "exposures",
                "somebody-elses");
        Arbitrary<Set<Integer>> inputs =
                Arbitraries.integers().between(0, 24).set().ofMaxSize(3);
        return Combinators.combine(kinds, inputs)
                .as(Choice::new)
                .list()
                .ofMaxSize(25)
                .map(RetentionTest::workspace);
    }

    private static List<Artefact> workspace(List<Choice> choices) {
        List<Artefact> all = new ArrayList<>();
        for (Choice choice : choices) {
            Map<String, Fingerprint> inputs = new TreeMap<>(Map.of("file", RAW));
            choice.inputs().stream()
                    .filter(each -> each < all.size())
                    .forEach(each -> inputs.put("input " + each, all.get(each).fingerprint()));
            all.add(artefact(choice.kind(), "a" + all.size(), inputs, Map.of("number", all.size())));
        }
        return all;
    }

    private static Artefact artefact(
            String kind, String name, Map<String, Fingerprint> inputs, Map<String, Object> configuration) {
        Recipe recipe = new Recipe(kind, 1, name, inputs, configuration);
        return new Artefact(new Path("/w/" + kind + "/" + name), recipe.manifest(Map.of(), List.of()));
    }

    @Property
    void nothingThatAKeptOneDescendsFromIsEverRemoved(
            @ForAll("workspaces") List<Artefact> all, @ForAll Set<@IntRange(max = 24) Integer> chosen) {
        Retention retention = Retention.of(all, each -> chosen.contains(all.indexOf(each)));
        Set<Artefact> left = new HashSet<>(all);
        assertWhole(left);
        for (Artefact removed : retention.removed()) {
            left.remove(removed);
            // Killed here, whatever is left has all that it was made from.
            assertWhole(left);
        }
        assertThat(left).isEqualTo(retention.kept());
        assertThat(left)
                .containsAll(all.stream()
                        .filter(each -> chosen.contains(all.indexOf(each))
                                || each.manifest().kind().equals("somebody-elses"))
                        .toList());
    }

    private static void assertWhole(Set<Artefact> left) {
        Set<Fingerprint> there = left.stream().map(Artefact::fingerprint).collect(Collectors.toSet());
        there.add(RAW);
        left.forEach(
                each -> assertThat(there).containsAll(each.manifest().inputs().values()));
    }

    @Test
    void measurementsStayWithWhatTheyWereMadeFromAndKeepNothing() {
        Artefact corpus = artefact("corpora", "P", Map.of(), Map.of());
        Artefact kept = artefact("checkpoints", "A", Map.of("file", RAW), Map.of("seed", 1));
        Artefact other = artefact("checkpoints", "B", Map.of("file", RAW), Map.of("seed", 2));
        Artefact ofKept = loss(kept, corpus);
        Artefact ofOther = loss(other, corpus);
        Map<String, Fingerprint> asked = Map.of("checkpoint", kept.fingerprint(), "questions", RAW);
        Artefact answers = artefact("tasks", "A-on-questions", asked, Map.of());
        List<Artefact> all = List.of(corpus, kept, other, ofKept, ofOther, answers);
        assertThat(Retention.of(all, each -> each.equals(kept) || each.equals(corpus))
                        .kept())
                .containsExactlyInAnyOrder(corpus, kept, ofKept, answers);
        assertThat(Retention.of(all, kept::equals).kept()).containsExactlyInAnyOrder(kept, answers);
    }

    private static Artefact loss(Artefact checkpoint, Artefact corpus) {
        Map<String, Fingerprint> inputs =
                Map.of("checkpoint", checkpoint.fingerprint(), "corpus", corpus.fingerprint());
        return artefact("losses", checkpoint.manifest().name() + "-on-P", inputs, Map.of());
    }

    @Test
    void branchPointsAreNotFinal() {
        assertThat(Retention.isFinal(artefact("checkpoints", "A", Map.of(), Map.of("until", 3))))
                .isFalse();
        assertThat(Retention.isFinal(artefact("checkpoints", "A", Map.of(), Map.of())))
                .isTrue();
        assertThat(Retention.isFinal(artefact("streams", "A", Map.of(), Map.of())))
                .isFalse();
    }

    @Test
    void agesAreDaysAndHours() {
        GcJob.AgeReader reader = new GcJob.AgeReader();
        assertThat(reader.convert("30d")).isEqualTo(Duration.ofDays(30));
        assertThat(reader.convert("12h")).isEqualTo(Duration.ofHours(12));
        assertThat(reader.convert("2d12h")).isEqualTo(Duration.ofHours(60));
    }
}
