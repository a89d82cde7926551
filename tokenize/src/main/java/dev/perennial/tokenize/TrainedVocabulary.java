package dev.perennial.tokenize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The tokens that training has found so far, in the order of their ids, and the merges that made them. */
final class TrainedVocabulary {
    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<Merge> merges = new ArrayList<>();

    /** Two tokens, as they are spelt, that become one. */
    record Merge(String left, String right) {}

    TrainedVocabulary(List<String> specialTokens) {
        specialTokens.forEach(this::idOf);
        IntStream.range(0, ByteAlphabet.SIZE)
                .mapToObj(value -> String.valueOf(ByteAlphabet.characterOf((byte) value)))
                .sorted()
                .forEach(this::idOf);
    }

    int size() {
        return tokens.size();
    }

    int idOfByte(byte value) {
        return ids.get(String.valueOf(ByteAlphabet.characterOf(value)));
    }

    /** Records a merge; the token it makes may be an old one, which other merges make as well. */
    int merge(int left, int right) {
        merges.add(new Merge(tokens.get(left), tokens.get(right)));
        return idOf(tokens.get(left) + tokens.get(right));
    }

    private int idOf(String token) {
        Integer known = ids.putIfAbsent(token, tokens.size());
        if (known != null) {
            return known;
        }
        tokens.add(token);
        return tokens.size() - 1;
    }

    List<String> tokens() {
        return Collections.unmodifiableList(tokens);
    }

    List<Merge> merges() {
        return Collections.unmodifiableList(merges);
    }
}
