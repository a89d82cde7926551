package dev.perennial.tokenize;

import com.ibm.icu.text.FilteredNormalizer2;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a tokenizer does to text before it looks for words. */
enum Normalization {
    NONE,
    NFC;

    private static final int FIRST_LEAD_THAT_MATTERS = 0xCC;

    /** Whether the text may change; most text cannot, and so never leaves its bytes. */
    boolean mayChange(byte[] text, int from, int to) {
        if (this == NONE) {
            return false;
        }
        // No character before U+0300 has a combining class or composes backwards; its lead byte is 0xCC.
        int position = EightBytes.endOfBelow(text, from, to, FIRST_LEAD_THAT_MATTERS);
        while (position < to) {
            if (Nfc.ATTENTION[Utf8.codePointAt(text, position)]) {
                return true;
            }
            position = EightBytes.endOfBelow(text, position + Utf8.length(text[position]), to, FIRST_LEAD_THAT_MATTERS);
        }
        return false;
    }

    byte[] normalized(byte[] text, int from, int to) {
        String original = new String(text, from, to - from, StandardCharsets.UTF_8);
        return switch (this) {
            case NONE -> original.getBytes(StandardCharsets.UTF_8);
            case NFC -> Nfc.NORMALIZER.normalize(Nfc.MARKS.ordered(original)).getBytes(StandardCharsets.UTF_8);
        };
    }

    /** NFC as Hugging Face has it: by the tables of Unicode 9, to which all later characters are inert. */
    private static final class Nfc {
        private static final UnicodeSet KNOWN = new UnicodeSet("[:age=9.0:]").freeze();
        private static final Normalizer2 NORMALIZER = new FilteredNormalizer2(Normalizer2.getNFCInstance(), KNOWN);
        private static final CombiningMarks MARKS = new CombiningMarks(KNOWN);
        private static final boolean[] ATTENTION = attention();

        private static boolean[] attention() {
            boolean[] table = new boolean[Character.MAX_CODE_POINT + 1];
            UnicodeSet changing = new UnicodeSet("[[:^ccc=0:][:NFC_QC=No:][:NFC_QC=Maybe:]]").retainAll(KNOWN);
            for (UnicodeSet.EntryRange range : changing.ranges()) {
                Arrays.fill(table, range.codepoint, range.codepointEnd + 1, true);
            }
            return table;
        }
    }
}
