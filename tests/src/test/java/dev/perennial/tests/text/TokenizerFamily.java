package dev.perennial.tests.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.WordCount;
import dev.perennial.tokenize.WordCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A tokenizer.json in the shape of each family that the Java engine knows, with a vocabulary trained on the demo's text. */
public enum TokenizerFamily {
    GPT_2 {
        @Override
        void shape(ObjectNode root, WordCounts words) {}
    },
    GPT_NEOX {
        @Override
        void shape(ObjectNode root, WordCounts words) {
            normalize(root);
            for (int length = 24; length >= 2; length--) {
                add(root, " ".repeat(length)).put("normalized", true).put("special", false);
            }
        }
    },
    LLAMA_3 {
        @Override
        void shape(ObjectNode root, WordCounts words) {
            split(root, "\\p{N}{1,3}");
            ObjectNode model = (ObjectNode) root.get("model");
            model.put("ignore_merges", true);
            // Whole words that no merges lead to, as the file has them.
            ObjectNode vocab = (ObjectNode) model.get("vocab");
            frequentWords(words)
                    .filter(word -> !vocab.has(word))
                    .limit(500)
                    .forEach(word -> vocab.put(word, vocab.size()));
            add(root, "<|begin_of_text|>");
            add(root, "<|end_of_text|>");
        }
    },
    QWEN_2 {
        @Override
        void shape(ObjectNode root, WordCounts words) {
            normalize(root);
            split(root, "\\p{N}");
            add(root, "<|im_start|>");
            add(root, "<tool_call>").put("special", false);
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEFORE_NUMBER = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
    private static final String AFTER_NUMBER = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    abstract void shape(ObjectNode root, WordCounts words);

    public byte[] json(int vocabulary, List<byte[]> documents) throws IOException {
        WordCounts words = new WordCounts();
        documents.forEach(document -> words.count(document, 0, document.length));
        ObjectNode root =
                (ObjectNode) JSON.readTree(BpeTrainer.ofSize(vocabulary).train(words));
        shape(root, words);
        return JSON.writeValueAsBytes(root);
    }

    /** GPT-NeoX's own file, where there is a folder {@code shared} beside the repository. */
    public static Optional<byte[]> neox20b() throws IOException {
        String configured = System.getProperty("perennial.shared");
        Stream<Path> folders = configured != null
                ? Stream.of(Path.of(configured))
                : Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                        .map(folder -> folder.resolve("shared"));
        Optional<Path> file = folders.map(folder -> folder.resolve("tokenizers/gpt-neox-20b.json"))
                .filter(Files::isRegularFile)
                .findFirst();
        return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
    }

    private static Stream<String> frequentWords(WordCounts words) {
        return words.sorted()
                .filter(word -> word.word().length > 6 && isLetters(word.word()))
                .sorted(Comparator.comparingLong(WordCount::count).reversed())
                .map(word -> new String(word.word(), StandardCharsets.US_ASCII));
    }

    private static boolean isLetters(byte[] word) {
        for (byte unit : word) {
            if ((unit | 0x20) < 'a' || (unit | 0x20) > 'z') {
                return false;
            }
        }
        return true;
    }

    private static void normalize(ObjectNode root) {
        root.putObject("normalizer").put("type", "NFC");
    }

    private static ObjectNode add(ObjectNode root, String content) {
        ArrayNode tokens = root.withArray("added_tokens");
        // Hugging Face numbers added tokens on from the vocabulary; the first one, <|endoftext|>, is in it.
        int id = root.at("/model/vocab").size() + tokens.size() - 1;
        return tokens.addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static void split(ObjectNode root, String number) {
        ArrayNode steps =
                root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", BEFORE_NUMBER + number + AFTER_NUMBER);
        split.put("behavior", "Isolated").put("invert", false);
        steps.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }
}
