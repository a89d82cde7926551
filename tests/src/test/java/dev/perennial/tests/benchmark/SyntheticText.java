package dev.perennial.tests.benchmark;

import dev.perennial.conf.Seed;
import java.util.SplittableRandom;

/**
 * Token ids that compress as real text does: words of one to six tokens, drawn by Zipf's law, so that zstd finds both frequent
 * tokens and repeated phrases.
 */
final class SyntheticText {
    static final int VOCABULARY = 50_277;
    static final int END_OF_TEXT = 0;

    /** Mean 700 tokens: exp(mu + sigma^2 / 2). */
    private static final double SIGMA = 1.0;

    private static final double MU = Math.log(700) - SIGMA * SIGMA / 2;
    private static final int MOST_TOKENS = 200_000;
    private static final int WORDS = 1 << 16;
    private static final int DRAWS = 1 << 20;

    private final short[][] words = new short[WORDS][];
    private final int[] draws = new int[DRAWS];

    SyntheticText(Seed seed) {
        SplittableRandom random = new SplittableRandom(seed.named("words").value());
        for (int word = 0; word < WORDS; word++) {
            words[word] = new short[random.nextInt(1, 7)];
            for (int i = 0; i < words[word].length; i++) {
                words[word][i] = (short) random.nextInt(1, VOCABULARY);
            }
        }
        fillByZipf();
    }

    /** A table in which word w stands about DRAWS / (w * ln WORDS) times. */
    private void fillByZipf() {
        double whole = 0;
        for (int word = 1; word <= WORDS; word++) {
            whole += 1.0 / word;
        }
        double sum = 0;
        int at = 0;
        for (int word = 1; word <= WORDS; word++) {
            sum += 1.0 / word;
            while (at < DRAWS && at < sum / whole * DRAWS) {
                draws[at++] = word - 1;
            }
        }
    }

    /** The length of a document: log-normal, as web text has it. */
    static int length(SplittableRandom random) {
        return (int) Math.min(MOST_TOKENS, Math.max(1, Math.round(Math.exp(MU + SIGMA * gaussian(random)))));
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** {@code length} ids, two bytes each, little-endian. */
    byte[] tokens(SplittableRandom random, int length) {
        byte[] packed = new byte[length * Short.BYTES];
        int at = 0;
        while (at < packed.length) {
            short[] word = words[draws[random.nextInt() >>> 12]];
            for (int i = 0; i < word.length && at < packed.length; i++) {
                packed[at++] = (byte) word[i];
                packed[at++] = (byte) (word[i] >>> 8);
            }
        }
        return packed;
    }
}
