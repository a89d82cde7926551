package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class AddedTokenMatcherTest {
    private static final List<byte[]> SPELLINGS =
            Stream.of("<a>", "<a><b>", "ab").map(Utf8::of).toList();
    private static final AddedTokenMatcher MATCHER = new AddedTokenMatcher(SPELLINGS, new int[] {10, 20, 30});

    @Test
    void theLeftmostTokenComesFirstAndThereTheLongest() {
        byte[] text = Utf8.of("x<a<a><b>");
        int found = MATCHER.seek(text, 0, text.length);
        assertThat(found).isEqualTo(3);
        int token = MATCHER.longestAt(text, found, text.length);
        assertThat(MATCHER.id(token)).isEqualTo(20);
        assertThat(MATCHER.length(token)).isEqualTo(6);
    }

    @Test
    void aTokenThatIsCutOffIsNone() {
        byte[] text = Utf8.of("x<a><b>");
        assertThat(MATCHER.id(MATCHER.longestAt(text, 1, 6))).isEqualTo(10);
        assertThat(MATCHER.seek(text, 0, 3)).isEqualTo(3);
    }

    @Test
    void withoutTokensNothingIsFound() {
        byte[] text = Utf8.of("<a>");
        assertThat(new AddedTokenMatcher(List.of(), new int[0]).seek(text, 0, 3))
                .isEqualTo(3);
    }

    /** Those that begin alike are sought eight bytes at a time, the others byte by byte. */
    @Property
    void tokensThatBeginAlikeAreFoundWhereverTheyStand(@ForAll @CharRange(from = ' ', to = '#') String text) {
        List<byte[]> spaces = Stream.of("  ", "   ", "  #").map(Utf8::of).toList();
        byte[] utf8 = Utf8.of(text);
        assertThat(new AddedTokenMatcher(spaces, new int[] {1, 2, 3}).seek(utf8, 0, utf8.length))
                .isEqualTo(text.contains("  ") ? text.indexOf("  ") : utf8.length);
    }
}
