package dev.perennial.tokenize;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Finds added tokens in text, the leftmost first and there the longest, with a trie over bytes. */
final class AddedTokenMatcher {
    private static final int NOWHERE = 0;
    private static final int NO_TOKEN = -1;

    // By the first two bytes: asking for a run of spaces at every single space would mislead the branch predictor at
    // every word.
    private final boolean[] beginsWith = new boolean[ByteAlphabet.SIZE * ByteAlphabet.SIZE];
    // All tokens of many tokenizers begin alike: with "<|", or as runs of spaces with two of them. Such are sought
    // eight bytes at a
    // time, by these two bytes, each eight times over.
    private final boolean alike;
    private final long firstBytes;
    private final long secondBytes;
    private final int[] ids;
    private final int[] lengths;
    private final int[] children;
    private final int[] tokenOf;
    private int nodes = 1;

    /** The ids of tokens, with the spellings under which they are looked for. */
    AddedTokenMatcher(List<byte[]> spellings, int[] ids) {
        this.ids = ids.clone();
        lengths = spellings.stream().mapToInt(spelling -> spelling.length).toArray();
        int mostNodes = 1 + Arrays.stream(lengths).sum();
        children = new int[Math.multiplyExact(mostNodes, ByteAlphabet.SIZE)];
        tokenOf = new int[mostNodes];
        Arrays.fill(tokenOf, NO_TOKEN);
        for (int token = 0; token < lengths.length; token++) {
            if (lengths[token] > 0) {
                plant(spellings.get(token), token);
            }
        }
        int[] beginnings = IntStream.range(0, beginsWith.length)
                .filter(two -> beginsWith[two])
                .toArray();
        alike = beginnings.length == 1;
        firstBytes = alike ? EightBytes.all((byte) (beginnings[0] >> Byte.SIZE)) : 0;
        secondBytes = alike ? EightBytes.all((byte) beginnings[0]) : 0;
    }

    private void plant(byte[] spelling, int token) {
        if (spelling.length > 1) {
            beginsWith[firstTwo(spelling[0], spelling[1])] = true;
        } else {
            Arrays.fill(beginsWith, firstTwo(spelling[0], (byte) 0), firstTwo(spelling[0], (byte) -1) + 1, true);
        }
        int node = 0;
        for (byte unit : spelling) {
            int edge = edge(node, unit);
            if (children[edge] == NOWHERE) {
                children[edge] = nodes++;
            }
            node = children[edge];
        }
        tokenOf[node] = token;
    }

    /** The first place from {@code position} on where a token stands, or {@code to}. */
    int seek(byte[] text, int position, int to) {
        if (lengths.length == 0) {
            return to;
        }
        int last = to - 1;
        for (int place = seekTwo(text, position, last); place < last; place = seekTwo(text, place + 1, last)) {
            if (longestAt(text, place, to) != NO_TOKEN) {
                return place;
            }
        }
        return last >= position && longestAt(text, last, to) != NO_TOKEN ? last : to;
    }

    /** The first place from {@code position} on where a token's first two bytes stand, or {@code last}, behind which nothing is. */
    private int seekTwo(byte[] text, int position, int last) {
        int place = position;
        while (alike && place + 2 * Long.BYTES <= last && !stands(text, place)) {
            place += 2 * Long.BYTES;
        }
        while (alike && place + Long.BYTES <= last) {
            int before = EightBytes.leadingNonZero(unlike(text, place));
            place += before;
            if (before < Long.BYTES) {
                return place;
            }
        }
        while (place < last && !beginsWith[firstTwo(text[place], text[place + 1])]) {
            place++;
        }
        return place;
    }

    /** Whether the two bytes stand at one of sixteen places. */
    private boolean stands(byte[] text, int place) {
        return EightBytes.hasZero(unlike(text, place), unlike(text, place + Long.BYTES));
    }

    /** Zero at those of eight places where the two bytes stand. */
    private long unlike(byte[] text, int place) {
        return EightBytes.at(text, place) ^ firstBytes | EightBytes.at(text, place + 1) ^ secondBytes;
    }

    private static int firstTwo(byte first, byte second) {
        return (first & 0xFF) << Byte.SIZE | second & 0xFF;
    }

    /** The longest token that stands at {@code position}, as a number for {@link #id} and {@link #length}. */
    int longestAt(byte[] text, int position, int to) {
        int longest = NO_TOKEN;
        int node = 0;
        for (int place = position; place < to; place++) {
            node = children[edge(node, text[place])];
            if (node == NOWHERE) {
                break;
            }
            if (tokenOf[node] != NO_TOKEN) {
                longest = tokenOf[node];
            }
        }
        return longest;
    }

    int id(int token) {
        return ids[token];
    }

    int length(int token) {
        return lengths[token];
    }

    private static int edge(int node, byte unit) {
        return node * ByteAlphabet.SIZE + (unit & 0xFF);
    }
}
