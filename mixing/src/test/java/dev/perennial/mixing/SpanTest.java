package dev.perennial.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.tokenize.shard.DocumentId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanTest {
    @Test
    void spansComeBackFromTheShuffleInTheirOrder() {
        byte[] document = new byte[DocumentId.BYTES];
        document[3] = -7;
        List<Span> spans = List.of(new Span(document, 1L << 40, 3), new Span(new byte[DocumentId.BYTES], 0, 1));
        List<Span> back = Span.unpackAll(Span.packAll(spans));
        assertThat(back).hasSize(2);
        assertThat(back.get(0).document()).isEqualTo(document);
        assertThat(back.get(0).from()).isEqualTo(1L << 40);
        assertThat(back).extracting(Span::length).containsExactly(3, 1);
        assertThat(Span.unpackAll(Span.packAll(List.of()))).isEmpty();
    }
}
