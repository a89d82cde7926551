package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** Tokenizers trained in a moment on made-up text, in all the variants that are known here. */
final class TinyTokenizers {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SIZE = 900;

    private TinyTokenizers() {}

    static byte[] gpt() {
        WordCounts words = new WordCounts();
        words.count(MadeUpText.of(4_000));
        return BpeTrainer.ofSize(SIZE).train(words);
    }

    static byte[] llama() {
        return with(gpt(), root -> {
            splitAt(root, SplitPreTokenizer.LLAMA_3);
            ((ObjectNode) root.get("model")).put("ignore_merges", true);
        });
    }

    static byte[] qwen() {
        return with(gpt(), root -> {
            splitAt(root, SplitPreTokenizer.QWEN_2);
            normalize(root);
        });
    }

    /** With NFC, a space before every piece, and runs of spaces as added tokens. */
    static byte[] spaced() {
        return with(gpt(), root -> {
            normalize(root);
            ((ObjectNode) root.get("pre_tokenizer")).put("add_prefix_space", true);
            // Hugging Face numbers added tokens on from the vocabulary, whatever the file says.
            int nextId = root.at("/model/vocab").size();
            for (int length = 2; length <= 5; length++) {
                root.withArray("added_tokens")
                        .addObject()
                        .put("id", nextId++)
                        .put("content", " ".repeat(length))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", true)
                        .put("special", false);
            }
        });
    }

    /** With the last merge first. */
    static byte[] reversed() {
        return with(gpt(), root -> {
            ArrayNode merges = (ArrayNode) root.at("/model/merges");
            for (int first = 0; first < merges.size(); first++) {
                merges.insert(first, merges.remove(merges.size() - 1));
            }
        });
    }

    /** Merges of one letter and another only, the longer ones before the shorter ones. */
    static byte[] runs() {
        return with(gpt(), root -> {
            ObjectNode vocab = (ObjectNode) root.at("/model/vocab");
            ArrayNode merges = ((ObjectNode) root.get("model")).putArray("merges");
            for (String pair : List.of("aa a", "aa aa", "a a", "b a", "aa b")) {
                String[] parts = pair.split(" ");
                for (String token : List.of(parts[0], parts[0] + parts[1])) {
                    if (!vocab.has(token)) {
                        vocab.put(
                                token,
                                vocab.size() + root.withArray("added_tokens").size());
                    }
                }
                merges.addArray().add(parts[0]).add(parts[1]);
            }
        });
    }

    static byte[] with(byte[] json, Consumer<ObjectNode> change) {
        try {
            ObjectNode root = (ObjectNode) MAPPER.readTree(json);
            change.accept(root);
            return MAPPER.writeValueAsBytes(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void normalize(ObjectNode root) {
        root.putObject("normalizer").put("type", "NFC");
    }

    private static void splitAt(ObjectNode root, String regex) {
        ObjectNode split = JsonNodeFactory.instance.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", regex);
        split.put("behavior", "Isolated").put("invert", false);
        ObjectNode sequence = root.putObject("pre_tokenizer").put("type", "Sequence");
        sequence.putArray("pretokenizers")
                .add(split)
                .addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }
}
