package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class PackedWordTest {
    @Property
    void theKeyDoesNotDependOnWhatFollowsTheWord(
            @ForAll @Size(min = 1, max = PackedWord.LONGEST) byte[] word, @ForAll byte after) {
        byte[] followed = Arrays.copyOf(word, word.length + 20);
        Arrays.fill(followed, word.length, followed.length, after);
        assertThat(PackedWord.low(followed, 0, word.length)).isEqualTo(PackedWord.low(word, 0, word.length));
        assertThat(PackedWord.high(followed, 0, word.length)).isEqualTo(PackedWord.high(word, 0, word.length));
    }

    @Property
    void differentWordsHaveDifferentKeys(
            @ForAll @Size(min = 1, max = PackedWord.LONGEST) byte[] word,
            @ForAll @Size(min = 1, max = PackedWord.LONGEST) byte[] other) {
        boolean sameKey = PackedWord.low(word, 0, word.length) == PackedWord.low(other, 0, other.length)
                && PackedWord.high(word, 0, word.length) == PackedWord.high(other, 0, other.length);
        assertThat(sameKey).isEqualTo(Arrays.equals(word, other));
    }
}
