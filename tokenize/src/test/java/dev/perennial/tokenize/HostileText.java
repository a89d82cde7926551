package dev.perennial.tokenize;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Strings made of what tokenizers trip over. */
final class HostileText {
    private static final List<String> FRAGMENTS = List.of(
            " ",
            "  ",
            "     ",
            "\t",
            "\n",
            "\r\n",
            "\n\n\n",
            "\u00A0",
            "\u3000",
            "\u2028",
            "\u0085",
            "\u180E",
            "\uFEFF",
            "\u200B",
            "'s",
            "'S",
            "'re",
            "'LL",
            "'\u017F",
            "'",
            "''",
            "don't",
            "\u2019s",
            "the",
            "The",
            "straße",
            "ich",
            "e",
            "A",
            "0",
            "12",
            "1984",
            "\u0663",
            "\u2167",
            "\u00BD",
            "\u00B2",
            "<|endoftext|>",
            "<|endoftext",
            "<|padding|>",
            "|",
            ">",
            ".",
            "...",
            "!?",
            "()",
            "{\n",
            "\u0301",
            "\u0323",
            "\u0307",
            "e\u0301",
            "\u00E9",
            "\u212B",
            "\u2126",
            "\u1100\u1161\u11A8",
            "\uAC00\u11A8",
            "\u0915\u093C",
            "\u0958",
            "\uFB01",
            "\u2ADC",
            "\uD834\uDD5E",
            "\uD83D\uDE00",
            "\uD83D\uDC68\u200D\uD83D\uDC69",
            "\uD806\uDD35\uD806\uDD30",
            "\u08D3",
            "\u1AC0",
            "\u07FD",
            "\uA82C",
            "\uD81B\uDFF0",
            "\u4E2D\u6587",
            "\u0E01\u0E33",
            "\u0627\u0651\u064E",
            "\uFFFD",
            "\uFFFF",
            "\u0000",
            "\u001F",
            "\u007F",
            "\uDB40\uDC41",
            "\uDBFF\uDFFD",
            "\uE000",
            "\u1C89",
            "\uA7CB",
            "\uD803\uDD40");

    private HostileText() {}

    static Arbitrary<String> strings() {
        // Fragments are drawn four times as often as code points of either range.
        Arbitrary<String> fragments = Arbitraries.of(FRAGMENTS);
        return Arbitraries.oneOf(List.of(
                        fragments,
                        fragments,
                        fragments,
                        fragments,
                        codePoints(0, Character.MAX_CODE_POINT),
                        codePoints(0, 0x2FFF)))
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    private static Arbitrary<String> codePoints(int from, int to) {
        return Arbitraries.integers()
                .between(from, to)
                .filter(codePoint -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
                .map(Character::toString);
    }
}
