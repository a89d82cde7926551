package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Words by blocks of 64 bytes, beside the same words one at a time. */
class WordStartsTest {
    private static final PreTokenizer GPT = new ByteLevelPreTokenizer();
    private static final int ROOM = 80;

    @Property(tries = 5000)
    void blocksEndWordsWhereTheyEndOneByOne(
            @ForAll("pieces") List<String> before,
            @ForAll("pieces") List<String> text,
            @ForAll("pieces") List<String> after) {
        check(String.join("", before), String.join("", text), String.join("", after));
    }

    /** Every place in a block for whatever is rare there. */
    @Test
    void rareThingsAtEveryPlace() {
        for (String rare : List.of(
                "'s",
                "'ll",
                " 's",
                "''s",
                "'s's",
                "\u00A0",
                " \u3000 x",
                "\n\n\u00A0x",
                "\n\u00A0\u00A0",
                "\n\n",
                "é",
                "\uD83D\uDE00",
                "   ")) {
            for (int letters = 0; letters < 140; letters++) {
                String text = ("some more words so ".repeat(8)).substring(0, letters) + rare;
                check("", text, "");
                check("", text, "s and what comes after the text, which is not looked at".repeat(2));
                check("x", text + "re at the end of it", " ".repeat(70));
            }
        }
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "a",
                        "word",
                        "Word",
                        "longwordlongwordlongwordlongwordlongwordlongwordlongwordlongword",
                        " ",
                        " ",
                        " ",
                        "  ",
                        "\n",
                        "\t",
                        "\r\n",
                        "1",
                        "23",
                        "'",
                        "'s",
                        "'re",
                        "'ll",
                        "'d",
                        "s",
                        "l",
                        "!",
                        "...",
                        "(",
                        "é",
                        "ſ",
                        "ß",
                        "\u0416",
                        "\u4E2D",
                        "\uD83D\uDE00",
                        "\u0663",
                        "\u0301",
                        "\u00A0",
                        "\u3000",
                        "\u0085",
                        "\u2019",
                        "\u0000")
                .list()
                .ofMaxSize(60);
    }

    private static void check(String before, String text, String after) {
        byte[] array = (before + text + after).getBytes(StandardCharsets.UTF_8);
        int from = before.getBytes(StandardCharsets.UTF_8).length;
        int to = from + text.getBytes(StandardCharsets.UTF_8).length;
        List<Integer> oneByOne = new ArrayList<>();
        for (int position = from; position < to; ) {
            position = GPT.endOfWord(array, position, to);
            oneByOne.add(position);
        }
        List<Integer> byBlocks = new ArrayList<>();
        int[] ends = new int[ROOM];
        for (int position = from; position < to; ) {
            int words = GPT.endsOfWords(array, position, to, ends);
            assertThat(words).isBetween(1, ROOM);
            for (int word = 0; word < words; word++) {
                byBlocks.add(ends[word]);
            }
            position = ends[words - 1];
        }
        assertThat(byBlocks).as(before + "[" + text + "]" + after).isEqualTo(oneByOne);
    }
}
