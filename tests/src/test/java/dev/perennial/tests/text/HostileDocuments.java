package dev.perennial.tests.text;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Documents of what tokenizers trip over, without end and the same for the same seed; some are not valid Unicode. */
public final class HostileDocuments implements Supplier<String> {
    private static final List<String> FRAGMENTS = List.of(
            "<|endoftext|>",
            "<|endoftext",
            "<|begin_of_text|>",
            "<|im_start|>",
            "<tool_call>",
            "|>",
            "'s",
            "'S",
            "'LL",
            "'\u017F",
            "''",
            "\u2019s",
            "the",
            " The",
            "straße",
            "Donaudampfschifffahrt",
            "x",
            "0",
            "1984",
            "12345678",
            "\u0663\u0664",
            "\u2167",
            "\u00BD",
            "\uD835\uDFD8",
            ".",
            "...",
            "!?",
            "{\n",
            "\t",
            "\n",
            "\r\n",
            "\n\n \n",
            "\u00A0",
            "\u3000",
            "\u2028",
            "\u0085",
            "\u180E",
            "\uFEFF",
            "\u200B",
            "e\u0301",
            "\u212B",
            "\u1100\u1161\u11A8",
            "\uAC00\u11A8",
            "\u0915\u093C",
            "\uFB01",
            "\u2ADC",
            "\u0F73",
            "\uD834\uDD5E",
            "\uD83D\uDC68\u200D\uD83D\uDC69",
            "\u4E2D\u6587",
            "\u0E01\u0E33",
            "\u0627\u0651\u064E",
            "\uFFFD",
            "\uFFFF",
            "\u0000",
            "\uDBFF\uDFFD",
            "\uD800",
            "\uDFFF\uD83D",
            "\u1C89",
            "\uA7CB");
    private static final List<String> REPEATED = List.of(
            " ",
            "  ",
            "\n",
            "\t",
            "a",
            "\u0301",
            "\u0323\u0301",
            "0",
            "!",
            "\uD83D\uDE00",
            "\u4E2D",
            "<|endoftext|>",
            "'",
            "\u0661");
    private static final int LONGEST = 400;

    private final SplittableRandom random;

    public HostileDocuments(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public String get() {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(1, LONGEST); parts > 0; parts--) {
            switch (random.nextInt(8)) {
                case 0 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                case 1 -> text.appendCodePoint(random.nextInt(0x3000));
                case 2 ->
                    text.append(REPEATED.get(random.nextInt(REPEATED.size())).repeat(random.nextInt(1, 60)));
                case 3 -> text.append(' ');
                default -> text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            }
        }
        return text.toString();
    }
}
