package dev.perennial.tokenize;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.UnicodeSet;
import java.util.Arrays;

/**
 * Puts long runs of combining marks in canonical order, before ICU does it with an insertion sort: a megabyte of marks
 * would cost it an hour.
 */
final class CombiningMarks {
    private static final int LONG_RUN = 32;

    private final UnicodeSet known;

    /** Marks that are not {@code known} count as other characters. */
    CombiningMarks(UnicodeSet known) {
        this.known = known;
    }

    /** A text that is canonically equivalent; the same text where all its runs are short. */
    String ordered(String text) {
        StringBuilder ordered = new StringBuilder();
        int copied = 0;
        int position = 0;
        while (position < text.length()) {
            int end = endOfMarks(text, position);
            if (end - position > LONG_RUN) {
                ordered.append(text, copied, position);
                appendOrdered(text.substring(position, end), ordered);
                copied = end;
            }
            position = Math.max(end, text.offsetByCodePoints(position, 1));
        }
        return copied == 0 ? text : ordered.append(text, copied, text.length()).toString();
    }

    private int endOfMarks(String text, int position) {
        int end = position;
        while (end < text.length() && isMark(text.codePointAt(end))) {
            end = text.offsetByCodePoints(end, 1);
        }
        return end;
    }

    private boolean isMark(int codePoint) {
        boolean orders = UCharacter.getCombiningClass(codePoint) != 0
                || !parts(codePoint).isEmpty();
        return orders && known.contains(codePoint);
    }

    private static void appendOrdered(String marks, StringBuilder ordered) {
        int[] codePoints = marks.codePoints()
                .flatMap(mark -> parts(mark).isEmpty()
                        ? Character.toString(mark).codePoints()
                        : parts(mark).codePoints())
                .toArray();
        // By class, and within a class by place: the order is stable.
        long[] keys = new long[codePoints.length];
        Arrays.setAll(keys, i -> (long) UCharacter.getCombiningClass(codePoints[i]) << Integer.SIZE | i);
        Arrays.sort(keys);
        Arrays.stream(keys).forEach(key -> ordered.appendCodePoint(codePoints[(int) key]));
    }

    /** The three characters of class 0 that consist of marks; NFC always takes them apart. */
    private static String parts(int codePoint) {
        return switch (codePoint) {
            case 0x0F73 -> "\u0F71\u0F72";
            case 0x0F75 -> "\u0F71\u0F74";
            case 0x0F81 -> "\u0F71\u0F80";
            default -> "";
        };
    }
}
