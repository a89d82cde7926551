package dev.perennial.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** The bytes of every token, and the tokens of single bytes, from which all words are built. */
final class Vocabulary {
    /** The id of a byte that has no token: {@code 0xC0}, say, which no valid UTF-8 contains. */
    static final int NONE = -2;

    private final byte[][] bytesOf;
    private final int[] idOfByte = new int[ByteAlphabet.SIZE];
    private final BitSet words = new BitSet();

    Vocabulary(Map<String, Integer> idsByToken, List<AddedToken> addedTokens) {
        int largest =
                idsByToken.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        int largestAdded = addedTokens.stream().mapToInt(AddedToken::id).max().orElse(-1);
        bytesOf = new byte[Math.max(largest, largestAdded) + 1][];
        Arrays.fill(idOfByte, NONE);
        idsByToken.forEach(this::put);
        for (AddedToken token : addedTokens) {
            bytesOf[token.id()] = token.utf8();
        }
    }

    private void put(String token, int id) {
        if (!ByteAlphabet.spells(token)) {
            bytesOf[id] = token.getBytes(StandardCharsets.UTF_8);
            return;
        }
        byte[] bytes = ByteAlphabet.bytesOf(token);
        bytesOf[id] = bytes;
        words.set(id);
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

    /** Whether a token is made of bytes that text may have, and is not an added one. */
    boolean isWord(int id) {
        return words.get(id);
    }

    /** The bytes of a token, or null where no token has this id. */
    byte[] bytesOf(int id) {
        return id < 0 || id >= bytesOf.length ? null : bytesOf[id];
    }
}
