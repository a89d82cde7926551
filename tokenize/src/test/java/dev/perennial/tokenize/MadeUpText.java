package dev.perennial.tokenize;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Text that nobody wrote: words of random syllables with the frequencies that words have, so that training finds merges. */
final class MadeUpText {
    private static final String[] SYLLABLES = {
        "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "an", "er", "ich", "ung", "straß", "ée", "ön", "the"
    };
    private static final String[] ENDS = {
        " ", " ", " ", " ", ", ", ". ", "'s ", "\n", "  ", ".\n\n", " 1984 ", " 7 ", "()"
    };

    private MadeUpText() {}

    static String of(int words) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20260101);
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < words; word++) {
            int first = skewed(random);
            int second = skewed(random);
            text.append(SYLLABLES[first]).append(SYLLABLES[second]);
            if (random.nextInt(3) == 0) {
                text.append(SYLLABLES[(first * second + 7) % SYLLABLES.length]);
            }
            text.append(ENDS[random.nextInt(ENDS.length)]);
        }
        return text.toString();
    }

    private static int skewed(RandomGenerator random) {
        double uniform = random.nextDouble();
        return (int) (uniform * uniform * SYLLABLES.length);
    }
}
