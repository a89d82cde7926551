package dev.perennial.tokenize.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenWidthTest {
    @Test
    void twoBytesSufficeUpTo65536Entries() {
        assertThat(TokenWidth.of(1 << 16)).isEqualTo(TokenWidth.UINT16);
        assertThat(TokenWidth.of((1 << 16) + 1)).isEqualTo(TokenWidth.INT32);
    }

    @Test
    void idsLieInLittleEndianOrder() {
        assertThat(TokenWidth.UINT16.pack(new int[] {9, 0xFFFE, 7}, 1, 2)).containsExactly(0xFE, 0xFF);
        assertThat(TokenWidth.INT32.pack(new int[] {1}, 0, 1)).containsExactly(1, 0, 0, 0);
    }

    @Property(tries = 200)
    void twoByteIdsComeBack(@ForAll List<@IntRange(max = 0xFFFF) Integer> ids) {
        comesBack(TokenWidth.UINT16, ids);
    }

    @Property(tries = 200)
    void fourByteIdsComeBack(@ForAll List<@IntRange Integer> ids) {
        comesBack(TokenWidth.INT32, ids);
    }

    private static void comesBack(TokenWidth width, List<Integer> list) {
        int[] ids = list.stream().mapToInt(Integer::intValue).toArray();
        assertThat(width.unpack(width.pack(ids, 0, ids.length))).isEqualTo(ids);
    }
}
