package dev.perennial.tokenize;

import java.util.Arrays;
import java.util.List;

/**
 * The words as they are merged further and further, and the counts of all pairs in them, kept up to date by each
 * merge.
 */
final class TrainingWords {
    private final int[][] words;
    private final int[] lengths;
    private final long[] occurrences;
    private final PairCounts pairs = new PairCounts();

    private TrainingWords(int[][] words, long[] occurrences) {
        this.words = words;
        this.occurrences = occurrences;
        lengths = Arrays.stream(words).mapToInt(word -> word.length).toArray();
    }

    static TrainingWords of(WordCounts counts, TrainedVocabulary vocabulary) {
        int[] idOfByte = new int[ByteAlphabet.SIZE];
        Arrays.setAll(idOfByte, value -> vocabulary.idOfByte((byte) value));
        List<WordCount> sorted = counts.sorted().toList();
        int[][] words = new int[sorted.size()][];
        Arrays.setAll(words, number -> tokens(sorted.get(number).word(), idOfByte));
        return new TrainingWords(
                words, sorted.stream().mapToLong(WordCount::count).toArray());
    }

    private static int[] tokens(byte[] word, int[] idOfByte) {
        int[] tokens = new int[word.length];
        Arrays.setAll(tokens, i -> idOfByte[word[i] & 0xFF]);
        return tokens;
    }

    long count(long pair) {
        return pairs.count(pair);
    }

    void queueAllPairs(PairQueue queue) {
        for (int word = 0; word < words.length; word++) {
            for (int i = 0; i + 1 < lengths[word]; i++) {
                pairs.appeared(PairQueue.pair(words[word][i], words[word][i + 1]), word, occurrences[word]);
            }
        }
        pairs.queueAppeared(queue);
    }

    /** Merges a pair in all its words, and queues the pairs that this has made. */
    void merge(PairQueue.Candidate candidate, int merged, PairQueue queue) {
        for (int word : candidate.words()) {
            mergeIn(word, candidate.left(), candidate.right(), merged);
        }
        pairs.queueAppeared(queue);
    }

    // The merged pair's own count is left as it is, as Hugging Face leaves it: where the same token is made again by
    // another
    // merge, the pair comes up a second time, and with which count decides the order.
    private void mergeIn(int word, int left, int right, int merged) {
        int[] tokens = words[word];
        int length = lengths[word];
        long times = occurrences[word];
        int kept = 0;
        int place = 0;
        while (place < length) {
            if (place + 1 == length || tokens[place] != left || tokens[place + 1] != right) {
                tokens[kept++] = tokens[place++];
                continue;
            }
            if (kept > 0) {
                pairs.vanished(PairQueue.pair(tokens[kept - 1], left), times);
                pairs.appeared(PairQueue.pair(tokens[kept - 1], merged), word, times);
            }
            if (place + 2 < length) {
                pairs.vanished(PairQueue.pair(right, tokens[place + 2]), times);
                pairs.appeared(PairQueue.pair(merged, tokens[place + 2]), word, times);
            }
            tokens[kept++] = merged;
            place += 2;
        }
        lengths[word] = kept;
    }
}
