package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LongTrainingWordTest {
    private static final int[] IDS = IntStream.range(0, ByteAlphabet.SIZE).toArray();

    /** Adds up what a word tells. */
    private static final class Counts implements PairChange {
        private final Map<Long, Integer> counts = new HashMap<>();
        private long told;

        @Override
        public void appeared(long pair) {
            counts.merge(pair, 1, Integer::sum);
            told++;
        }

        @Override
        public void vanished(long pair) {
            counts.merge(pair, -1, Integer::sum);
        }
    }

    @Property
    void whatIsToldAddsUpToThePairsThatAreThere(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 2) Integer> letters,
            @ForAll @Size(max = 12) List<@IntRange(max = 1_000) Integer> choices) {
        List<Integer> expected = new ArrayList<>(letters);
        Counts told = new Counts();
        LongTrainingWord word = new LongTrainingWord(bytes(letters), IDS);
        word.pairs(told);
        Set<Long> merged = new HashSet<>();
        int next = ByteAlphabet.SIZE;
        for (int choice : choices) {
            if (expected.size() < 2) {
                break;
            }
            int place = choice % (expected.size() - 1);
            int left = expected.get(place);
            int right = expected.get(place + 1);
            merged.add(PairQueue.pair(left, right));
            word.merge(PairQueue.pair(left, right), next, told);
            expected = merged(expected, left, right, next++);
        }
        Map<Long, Integer> actual = told.counts;
        // A merged pair's own count stays, as in Hugging Face's trainer.
        actual.keySet().removeAll(merged);
        actual.values().removeIf(count -> count == 0);
        assertThat(actual).isEqualTo(pairs(expected));
    }

    @Example
    void aMergeCostsWhatItChanges() {
        LongTrainingWord word = new LongTrainingWord("ab".repeat(100_000).getBytes(), IDS);
        Counts told = new Counts();
        word.pairs(told);
        told.told = 0;
        for (int merge = 0; merge < 10_000; merge++) {
            word.merge(PairQueue.pair('x', 'y'), 300, told);
        }
        word.merge(PairQueue.pair('b', 'a'), 300, told);
        assertThat(told.told).isEqualTo(2 * 99_999);
    }

    private static byte[] bytes(List<Integer> letters) {
        byte[] bytes = new byte[letters.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = letters.get(i).byteValue();
        }
        return bytes;
    }

    private static List<Integer> merged(List<Integer> tokens, int left, int right, int token) {
        List<Integer> merged = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean pair = i + 1 < tokens.size() && tokens.get(i) == left && tokens.get(i + 1) == right;
            merged.add(pair ? token : tokens.get(i));
            i += pair ? 1 : 0;
        }
        return merged;
    }

    private static Map<Long, Integer> pairs(List<Integer> tokens) {
        Map<Long, Integer> pairs = new HashMap<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            pairs.merge(PairQueue.pair(tokens.get(i), tokens.get(i + 1)), 1, Integer::sum);
        }
        return pairs;
    }
}
