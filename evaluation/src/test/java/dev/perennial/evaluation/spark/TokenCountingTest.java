package dev.perennial.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenCountingTest {
    private static List<ShardSummary> shards(int count, long tokens) {
        return IntStream.range(0, count)
                .mapToObj(index -> new ShardSummary(
                        new FileEntry("train/" + index, 1, "0"), Split.TRAIN, index, 1, tokens, 4 * tokens))
                .toList();
    }

    @Test
    void aSmallCorpusIsCountedWhole() {
        assertThat(TokenCounting.sample(shards(4, 1_000))).isEqualTo(shards(4, 1_000));
        assertThat(TokenCounting.sample(List.of())).isEmpty();
    }

    @Test
    void ofALargeOneEvenlySpacedShardsAreEnough() {
        assertThat(TokenCounting.sample(shards(100, TokenCounting.ENOUGH / 4)))
                .extracting(ShardSummary::index)
                .containsExactly(0, 25, 50, 75);
        assertThat(TokenCounting.sample(shards(10, 10 * TokenCounting.ENOUGH))).hasSize(1);
    }
}
