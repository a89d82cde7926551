package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Recognises the pre-tokenizers that have a scanner here, by their exact configuration and regular expression. */
final class PreTokenizerJson {
    private static final int LLAMA_3_DIGITS = 3;
    private static final int QWEN_2_DIGITS = 1;

    private PreTokenizerJson() {}

    static PreTokenizer preTokenizer(JsonNode node) {
        if (isByteLevel(node)) {
            if (node.path("use_regex").asBoolean(true)) {
                return new ByteLevelPreTokenizer();
            }
            throw TokenizerJson.unsupported("pre_tokenizer.use_regex", node.path("use_regex"), "true");
        }
        JsonNode steps = node.path("pretokenizers");
        if (!node.path("type").asText().equals("Sequence") || steps.size() != 2) {
            throw TokenizerJson.unsupported("pre_tokenizer", node, "ByteLevel, or Split and then ByteLevel");
        }
        requirePlainByteLevel(steps.get(1));
        return split(steps.get(0));
    }

    static TokenizerModel.LeadingSpace leadingSpace(JsonNode node) {
        return isByteLevel(node) && node.path("add_prefix_space").asBoolean(true)
                ? TokenizerModel.LeadingSpace.ADDED
                : TokenizerModel.LeadingSpace.AS_WRITTEN;
    }

    private static boolean isByteLevel(JsonNode node) {
        return node.path("type").asText().equals("ByteLevel");
    }

    private static void requirePlainByteLevel(JsonNode step) {
        if (!isByteLevel(step)) {
            throw TokenizerJson.unsupported("pre_tokenizer.pretokenizers[1]", step, "ByteLevel");
        }
        for (String option : List.of("use_regex", "add_prefix_space")) {
            if (step.path(option).asBoolean(true)) {
                throw TokenizerJson.unsupported("pre_tokenizer.pretokenizers[1]." + option, step.path(option), "false");
            }
        }
    }

    private static PreTokenizer split(JsonNode step) {
        boolean isolates = step.path("type").asText().equals("Split")
                && step.path("behavior").asText().equals("Isolated")
                && !step.path("invert").asBoolean();
        if (!isolates) {
            throw TokenizerJson.unsupported("pre_tokenizer.pretokenizers[0]", step, "Split, Isolated, not inverted");
        }
        String regex = step.path("pattern").path("Regex").asText();
        if (regex.equals(SplitPreTokenizer.LLAMA_3)) {
            return new SplitPreTokenizer(LLAMA_3_DIGITS);
        }
        if (regex.equals(SplitPreTokenizer.QWEN_2)) {
            return new SplitPreTokenizer(QWEN_2_DIGITS);
        }
        throw TokenizerJson.unsupported(
                "pre_tokenizer.pretokenizers[0].pattern",
                step.path("pattern"),
                "Llama 3's or Qwen2's regular expression");
    }
}
