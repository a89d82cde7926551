package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NeoxParityTest {
    @Test
    void recordedIdsOfHardCasesAreReproduced() throws IOException {
        JsonNode cases = new ObjectMapper().readTree(SharedFiles.read(SharedFiles.NEOX_PARITY));
        Tokenizer tokenizer = Tokenizer.read(SharedFiles.read(SharedFiles.NEOX));
        Encoder encoder = tokenizer.encoder(SpecialTokensInText.AS_SPECIAL);
        assertThat(cases).isNotEmpty();
        for (JsonNode recorded : cases) {
            int[] expected = new ObjectMapper().treeToValue(recorded.get("ids"), int[].class);
            assertThat(encoder.encode(recorded.get("text").asText()))
                    .as(recorded.get("name").asText())
                    .containsExactly(expected);
        }
    }

    @Test
    void vocabularyCountsTheAddedTokens() {
        Tokenizer tokenizer = Tokenizer.read(SharedFiles.read(SharedFiles.NEOX));
        assertThat(tokenizer.vocabularySize()).isEqualTo(50_277);
        assertThat(tokenizer.endOfText()).isZero();
    }

    @Test
    void runsOfSpacesBecomeOneToken() {
        Encoder encoder = Tokenizer.read(SharedFiles.read(SharedFiles.NEOX)).encoder();
        assertThat(encoder.encode(" ".repeat(24))).hasSize(1);
        assertThat(encoder.encode(" ".repeat(48))).hasSize(2);
    }
}
