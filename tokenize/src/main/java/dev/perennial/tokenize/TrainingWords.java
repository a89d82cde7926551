package dev.perennial.tokenize;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The words as they are merged further and further, and the counts of all pairs in them, kept up to date by each
 * merge.
 *
 * <p>Words of up to {@value #LONGEST_SCANNED} bytes lie one after the other in one array and are scanned by each merge
 * that changes them; longer ones know where their pairs are.
 */
final class TrainingWords {
    static final int LONGEST_SCANNED = 256;

    private final int[] starts;
    private final int[] lengths;
    private final int[] tokens;
    private final Map<Integer, LongTrainingWord> longWords = new HashMap<>();
    private final WordCounts counts;
    private final PairCounts pairs = new PairCounts();

    TrainingWords(WordCounts counts, TrainedVocabulary vocabulary) {
        this.counts = counts;
        starts = new int[counts.size()];
        lengths = new int[counts.size()];
        int[] idOfByte = new int[ByteAlphabet.SIZE];
        Arrays.setAll(idOfByte, value -> vocabulary.idOfByte((byte) value));
        int scanned = 0;
        for (int word = 0; word < starts.length; word++) {
            starts[word] = scanned;
            lengths[word] = counts.length(word) > LONGEST_SCANNED ? 0 : counts.length(word);
            scanned = Math.addExact(scanned, lengths[word]);
        }
        tokens = new int[scanned];
        for (int word = 0; word < starts.length; word++) {
            byte[] bytes = counts.word(word);
            if (bytes.length > LONGEST_SCANNED) {
                longWords.put(word, new LongTrainingWord(bytes, idOfByte));
            }
            for (int i = 0; i < lengths[word]; i++) {
                tokens[starts[word] + i] = idOfByte[bytes[i] & 0xFF];
            }
        }
    }

    long count(long pair) {
        return pairs.count(pair);
    }

    void queueAllPairs(PairQueue queue) {
        for (int word = 0; word < starts.length; word++) {
            int last = starts[word] + lengths[word] - 1;
            for (int i = starts[word]; i < last; i++) {
                pairs.appeared(PairQueue.pair(tokens[i], tokens[i + 1]), word, counts.count(word));
            }
        }
        longWords.forEach((word, tokens) -> tokens.pairs(change(word)));
        pairs.queueAppeared(queue);
    }

    /** Merges a pair in all its words, and queues the pairs that this has made. */
    void merge(PairQueue.Candidate candidate, int merged, PairQueue queue) {
        for (int word : candidate.words()) {
            LongTrainingWord longWord = longWords.get(word);
            if (longWord == null) {
                mergeIn(word, candidate.left(), candidate.right(), merged);
            } else {
                longWord.merge(candidate.pair(), merged, change(word));
            }
        }
        pairs.queueAppeared(queue);
    }

    private PairChange change(int word) {
        long times = counts.count(word);
        return new PairChange() {
            @Override
            public void appeared(long pair) {
                pairs.appeared(pair, word, times);
            }

            @Override
            public void vanished(long pair) {
                pairs.vanished(pair, times);
            }
        };
    }

    // The merged pair's own count is left as it is, as Hugging Face leaves it: where the same token is made again by
    // another merge, the pair comes up a second time, and with which count decides the order.
    private void mergeIn(int word, int left, int right, int merged) {
        int start = starts[word];
        int end = start + lengths[word];
        long times = counts.count(word);
        int kept = start;
        int place = start;
        while (place < end) {
            if (place + 1 == end || tokens[place] != left || tokens[place + 1] != right) {
                tokens[kept++] = tokens[place++];
                continue;
            }
            if (kept > start) {
                pairs.vanished(PairQueue.pair(tokens[kept - 1], left), times);
                pairs.appeared(PairQueue.pair(tokens[kept - 1], merged), word, times);
            }
            if (place + 2 < end) {
                pairs.vanished(PairQueue.pair(right, tokens[place + 2]), times);
                pairs.appeared(PairQueue.pair(merged, tokens[place + 2]), word, times);
            }
            tokens[kept++] = merged;
            place += 2;
        }
        lengths[word] = kept - start;
    }
}
