package dev.perennial.tokenize;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.List;
import java.util.Set;

/**
 * Learns a byte-level BPE tokenizer from word counts, with the very merges that Hugging Face's {@code BpeTrainer}
 * learns.
 *
 * <p>Ids are given to the special tokens, then to all 256 bytes, then to merges: always of the most frequent pair,
 * and of equally frequent ones the pair with the smaller ids.
 *
 * @param vocabularySize tokens in all, special tokens and bytes included; fewer come out where no pair is left that
 *     is frequent enough
 * @param minimumFrequency occurrences below which a pair is not merged
 */
public record BpeTrainer(int vocabularySize, long minimumFrequency, List<String> specialTokens) {
    private static final String END_OF_TEXT = "<|endoftext|>";
    private static final long TWICE = 2;

    public BpeTrainer {
        specialTokens = List.copyOf(specialTokens);
        if (Set.copyOf(specialTokens).size() < specialTokens.size()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot train a tokenizer: a special token is named twice, got " + specialTokens
                            + ", expected different ones. Remove the repetition.");
        }
        int smallest = specialTokens.size() + ByteAlphabet.SIZE;
        if (vocabularySize < smallest) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot train a tokenizer: the vocabulary must hold all bytes and special tokens, got "
                            + vocabularySize + ", expected " + smallest + " or more. Raise the vocabulary size.");
        }
    }

    /** Merges pairs that occur twice or more, with {@code <|endoftext|>} as the only special token, of id 0. */
    public static BpeTrainer ofSize(int vocabularySize) {
        return new BpeTrainer(vocabularySize, TWICE, List.of(END_OF_TEXT));
    }

    /** The bytes of a {@code tokenizer.json}: equal counts give equal bytes. */
    public byte[] train(WordCounts words) {
        TrainedVocabulary vocabulary = new TrainedVocabulary(specialTokens);
        TrainingWords training = new TrainingWords(words, vocabulary);
        PairQueue queue = new PairQueue();
        training.queueAllPairs(queue);
        while (vocabulary.size() < vocabularySize && !queue.isEmpty()) {
            PairQueue.Candidate candidate = queue.poll();
            long count = training.count(candidate.pair());
            if (count != candidate.count()) {
                queue.add(candidate.withCount(count));
            } else if (count < Math.max(1, minimumFrequency)) {
                break;
            } else {
                int merged = vocabulary.merge(candidate.left(), candidate.right());
                training.merge(candidate, merged, queue);
            }
        }
        return TrainedTokenizerJson.write(vocabulary, specialTokens);
    }
}
