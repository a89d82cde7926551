package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Tokenizers of kinds that the Java engine does not know, in miniature.
 *
 * @param named what a notice must name
 */
record UnknownTokenizer(String named, String endOfText, byte[] json) {
    private static final List<String> WORDS = List.of(
            "[UNK]", "[SEP]", "the", "cat", "sat", "un", "##aff", "##able", ",", "e", "[", "]", "cls", "s", "t");
    private static final String SPACE = "\u2581";
    private static final List<String> PIECES = List.of(
            "<unk>",
            "</s>",
            SPACE,
            SPACE + "the",
            SPACE + "cat",
            "t",
            "h",
            "e",
            "c",
            "a",
            "s",
            "<",
            "/",
            ">",
            "un",
            ",");

    static List<UnknownTokenizer> all() {
        return List.of(
                wordPiece(),
                unigram(),
                gpt("single_word", root -> option(root, "single_word")),
                gpt("rstrip", root -> option(root, "rstrip")),
                gpt("normalizer", root -> root.putObject("normalizer").put("type", "Lowercase")),
                gpt("pre_tokenizer", UnknownTokenizer::digitsApart),
                gpt("model.byte_fallback", root -> ((ObjectNode) root.get("model")).put("byte_fallback", true)));
    }

    @Override
    public String toString() {
        return named;
    }

    private static UnknownTokenizer gpt(String named, Consumer<ObjectNode> change) {
        return new UnknownTokenizer(named, "<|endoftext|>", TinyTokenizers.with(TinyTokenizers.gpt(), change));
    }

    private static void option(ObjectNode root, String option) {
        ((ObjectNode) root.withArray("added_tokens").get(0)).put(option, true);
    }

    private static void digitsApart(ObjectNode root) {
        ObjectNode byteLevel = (ObjectNode) root.get("pre_tokenizer");
        ArrayNode steps =
                root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        steps.addObject().put("type", "Digits").put("individual_digits", true);
        steps.add(byteLevel);
    }

    private static UnknownTokenizer wordPiece() {
        return new UnknownTokenizer("model.type", "[SEP]", TinyTokenizers.with(TinyTokenizers.gpt(), root -> {
            root.putObject("normalizer")
                    .put("type", "BertNormalizer")
                    .put("clean_text", true)
                    .put("handle_chinese_chars", true)
                    .put("lowercase", true)
                    .putNull("strip_accents");
            root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
            root.putObject("decoder")
                    .put("type", "WordPiece")
                    .put("prefix", "##")
                    .put("cleanup", true);
            addedTokens(root, List.of("[UNK]", "[SEP]"));
            ObjectNode model = root.putObject("model")
                    .put("type", "WordPiece")
                    .put("unk_token", "[UNK]")
                    .put("continuing_subword_prefix", "##")
                    .put("max_input_chars_per_word", 100);
            ObjectNode vocab = model.putObject("vocab");
            IntStream.range(0, WORDS.size()).forEach(id -> vocab.put(WORDS.get(id), id));
        }));
    }

    private static UnknownTokenizer unigram() {
        return new UnknownTokenizer("model.type", "</s>", TinyTokenizers.with(TinyTokenizers.gpt(), root -> {
            root.putNull("normalizer");
            for (String part : List.of("pre_tokenizer", "decoder")) {
                root.putObject(part)
                        .put("type", "Metaspace")
                        .put("replacement", SPACE)
                        .put("prepend_scheme", "always");
            }
            addedTokens(root, List.of("<unk>", "</s>"));
            ObjectNode model = root.putObject("model").put("type", "Unigram").put("unk_id", 0);
            model.put("byte_fallback", false);
            ArrayNode vocab = model.putArray("vocab");
            // As in real ones, special pieces have the best score of all: 0.
            PIECES.forEach(piece -> vocab.addArray().add(piece).add(vocab.size() <= 2 ? 0.0 : -2.0 - vocab.size()));
        }));
    }

    private static void addedTokens(ObjectNode root, List<String> contents) {
        ArrayNode tokens = root.putArray("added_tokens");
        for (String content : contents) {
            tokens.addObject()
                    .put("id", tokens.size() - 1)
                    .put("content", content)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
    }
}
