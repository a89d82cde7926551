package dev.perennial.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The bytes of every token, and the tokens of single bytes, from which all words are built. */
final class Vocabulary {
    /** The id of a byte that has no token: {@code 0xC0}, say, which no valid UTF-8 contains. */
    static final int NONE = -2;

    private final byte[][] bytesOf;
    private final int[] idOfByte = new int[ByteAlphabet.SIZE];
    private final ByteSequences words = new ByteSequences();
    private final int[] idOfWord;

    Vocabulary(Map<String, Integer> idsByToken, List<AddedToken> addedTokens) {
        int largest =
                idsByToken.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        int largestAdded = addedTokens.stream().mapToInt(AddedToken::id).max().orElse(-1);
        bytesOf = new byte[Math.max(largest, largestAdded) + 1][];
        idOfWord = new int[idsByToken.size()];
        Arrays.fill(idOfByte, NONE);
        idsByToken.forEach(this::put);
        addedTokens.forEach(token -> bytesOf[token.id()] = token.utf8());
    }

    private void put(String token, int id) {
        if (!ByteAlphabet.spells(token)) {
            bytesOf[id] = token.getBytes(StandardCharsets.UTF_8);
            return;
        }
        byte[] bytes = ByteAlphabet.bytesOf(token);
        bytesOf[id] = bytes;
        idOfWord[words.add(bytes, 0, bytes.length)] = id;
        if (bytes.length == 1) {
            idOfByte[bytes[0] & 0xFF] = id;
        }
    }

    /** The highest id and one more. */
    int size() {
        return bytesOf.length;
    }

    int idOfByte(byte value) {
        return idOfByte[value & 0xFF];
    }

    /** The token that is this whole word, or {@link #NONE}. */
    int idOfWord(byte[] text, int from, int to) {
        int number = words.find(text, from, to);
        return number < 0 ? NONE : idOfWord[number];
    }

    /** The bytes of a token, or null where no token has this id. */
    byte[] bytesOf(int id) {
        return id < 0 || id >= bytesOf.length ? null : bytesOf[id];
    }
}
