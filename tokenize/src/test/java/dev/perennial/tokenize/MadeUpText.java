package dev.perennial.tokenize;

import java.util.Random;

/**
 * Text that nobody wrote: words of random syllables with the frequencies that words have, so that training finds
 * merges.
 */
final class MadeUpText {
    private static final long SEED = 20_260_101;
    private static final String[] SYLLABLES = {
        "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "an", "er", "ich", "ung", "straß", "ée", "ön", "the"
    };
    private static final String[] ENDS = {
        " ", " ", " ", " ", ", ", ". ", "'s ", "\n", "  ", ".\n\n", " 1984 ", " 7 ", "()"
    };

    private MadeUpText() {}

    static String of(int words) {
        // Random, and not its successors: the numbers of this one are specified, and a golden file rests on them.
        Random random = new Random(SEED);
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

    private static int skewed(Random random) {
        double uniform = random.nextDouble();
        return (int) (uniform * uniform * SYLLABLES.length);
    }
}
