package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
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
}
