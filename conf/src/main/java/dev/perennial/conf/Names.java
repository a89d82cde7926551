package dev.perennial.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Spelling: kebab case for keys, and the "did you mean" of every message that refuses a name. */
public final class Names {
    private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

    private Names() {}

    /** {@code stepsPerRound}, {@code StepsPerRound} and {@code STEPS_PER_ROUND} are all {@code steps-per-round}. */
    public static String kebab(String name) {
        // In a constant such as ND4J, a capital after a digit begins no word.
        boolean constant = name.equals(name.toUpperCase(Locale.ROOT));
        String words = constant ? name : name.replaceAll("([a-z0-9])([A-Z])", "$1-$2");
        return words.replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** The known name that a person most likely meant, when one is near enough. */
    public static Optional<String> nearest(String wrong, Collection<String> known) {
        // Of a name of one or two letters every other would be near.
        int limit = Math.min(Math.max(2, wrong.length() / 3), wrong.length() - 1);
        return known.stream()
                .filter(name -> distance(wrong, name) <= limit)
                .min(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(name -> name));
    }

    /** {@code " Did you mean 'x'?"}, or what is known when nothing is near. */
    public static String suggestion(String wrong, Collection<String> known) {
        return nearest(wrong, known)
                .map(name -> " Did you mean '" + name + "'?")
                .orElseGet(() ->
                        " Known: " + String.join(", ", known.stream().sorted().toList()) + ".");
    }

    private static int distance(String left, String right) {
        return DISTANCE.apply(left.toLowerCase(Locale.ROOT), right.toLowerCase(Locale.ROOT));
    }
}
