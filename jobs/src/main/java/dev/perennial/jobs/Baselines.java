package dev.perennial.jobs;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds, among an experiment's stages, what a continued one is held against: stages without a parent, on the new data alone or on old
 * and new together.
 */
record Baselines(Experiment experiment, String old) {

    /** The stage that saw only what this one is to learn, from initial values. */
    Optional<String> fromScratch(Stage continued) {
        Set<String> learned = learned(continued);
        return learned.isEmpty() ? Optional.empty() : first(data -> data.equals(learned));
    }

    /** The stage that saw the old distribution and what this one is to learn, from initial values. */
    Optional<String> union(Stage continued) {
        Set<String> learned = learned(continued);
        return learned.isEmpty()
                ? Optional.empty()
                : first(data -> data.size() == learned.size() + 1 && data.contains(old) && data.containsAll(learned));
    }

    private Set<String> learned(Stage continued) {
        Set<String> data = new TreeSet<>(StageStream.of(continued, experiment).corpora());
        data.remove(old);
        return continued.parent().isEmpty() ? Set.of() : data;
    }

    private Optional<String> first(Predicate<Set<String>> fits) {
        return experiment.stages().entrySet().stream()
                .filter(entry -> entry.getValue().parent().isEmpty())
                .filter(entry ->
                        fits.test(StageStream.of(entry.getValue(), experiment).corpora()))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
