package dev.perennial.tokenize.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NGramsTest {
    private static List<Long> hashes(List<Integer> tokens) {
        List<Long> hashes = new ArrayList<>();
        NGrams.hash(tokens.stream().mapToInt(Integer::intValue).toArray(), hashes::add);
        return hashes;
    }

    @Property
    void aWindowHasOneHashWhereverItStands(
            @ForAll @Size(max = 60) List<@IntRange(max = 2) Integer> tokens,
            @ForAll @Size(max = 20) List<Integer> before) {
        List<Integer> moved = new ArrayList<>(before);
        moved.addAll(tokens);
        List<Long> alone = hashes(tokens);
        List<Long> behind = hashes(moved);
        assertThat(alone).hasSize((int) NGrams.count(tokens.size()));
        assertThat(behind.subList(behind.size() - alone.size(), behind.size())).isEqualTo(alone);
    }

    @Property
    void differentWindowsHaveDifferentHashes(
            @ForAll @Size(min = 13, max = 400) List<@IntRange(max = 1) Integer> tokens) {
        Map<Long, List<Integer>> windows = new HashMap<>();
        List<Long> hashes = hashes(tokens);
        for (int at = 0; at < hashes.size(); at++) {
            List<Integer> window = tokens.subList(at, at + NGrams.LENGTH);
            assertThat(windows.computeIfAbsent(hashes.get(at), unknown -> window))
                    .isEqualTo(window);
        }
    }

    @Example
    void aDocumentOfTwelveTokensHasNone() {
        assertThat(hashes(Collections.nCopies(12, 0))).isEmpty();
        assertThat(hashes(Collections.nCopies(13, 0))).hasSize(1);
        assertThat(NGrams.count(12)).isZero();
        assertThat(NGrams.count(0)).isZero();
        assertThat(NGrams.count(14)).isEqualTo(2);
    }
}
