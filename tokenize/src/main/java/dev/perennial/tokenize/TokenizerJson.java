package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a {@code tokenizer.json} for the Java engine; an {@link UnknownFeature} names what would make ids differ from
 * Hugging Face's.
 */
final class TokenizerJson {
    private static final int HIGHEST_ID = (1 << 24) - 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TokenizerJson() {}

    static TokenizerModel read(byte[] json) {
        JsonNode root = parse(json);
        JsonNode model = root.path("model");
        requirePlainModel(model);
        JsonNode decoder = root.path("decoder");
        if (!isNull(decoder) && !decoder.path("type").asText().equals("ByteLevel")) {
            throw unsupported("decoder", decoder, "ByteLevel");
        }
        requirePlain(root.path("added_tokens"));
        List<AddedToken> addedTokens = addedTokens(root.path("added_tokens"));
        Map<String, Integer> ids = ids(model.path("vocab"));
        Vocabulary vocabulary = new Vocabulary(ids, addedTokens);
        requireAllBytes(vocabulary);
        requireAtMost("model.vocab with so many entries", vocabulary.size(), MergeTable.MOST_TOKENS);
        requireAtMost("model.merges so many", model.path("merges").size(), MergeTable.MOST_MERGES);
        MergeTable merges = new MergeTable(merges(model.path("merges"), ids), vocabulary);
        JsonNode preTokenizer = root.path("pre_tokenizer");
        return new TokenizerModel(
                vocabulary,
                merges,
                model.path("ignore_merges").asBoolean()
                        ? WholeWords.all(vocabulary)
                        : WholeWords.reachedByMerges(vocabulary, merges),
                normalization(root.path("normalizer")),
                PreTokenizerJson.preTokenizer(preTokenizer),
                PreTokenizerJson.leadingSpace(preTokenizer),
                addedTokens);
    }

    static ObjectNode parse(byte[] json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode root) {
                return root;
            }
            throw notJson(json, null);
        } catch (IOException e) {
            throw notJson(json, e);
        }
    }

    private static PerennialException notJson(byte[] json, IOException cause) {
        return new PerennialException(
                ErrorCode.MALFORMED_DATA,
                "Cannot read tokenizer.json: it is not JSON, got " + json.length
                        + " bytes, expected the object that Hugging Face's save() writes. Fetch the file again.",
                cause);
    }

    private static void requirePlainModel(JsonNode model) {
        if (!model.path("type").asText().equals("BPE")) {
            throw unsupported("model.type", model.path("type"), "BPE");
        }
        if (model.path("dropout").asDouble() != 0) {
            throw unsupported("model.dropout", model.path("dropout"), "null");
        }
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(affix).asText("").isEmpty() && !isNull(model.path(affix))) {
                throw unsupported("model." + affix, model.path(affix), "null");
            }
        }
        if (model.path("byte_fallback").asBoolean()) {
            throw unsupported("model.byte_fallback", model.path("byte_fallback"), "false");
        }
    }

    private static Normalization normalization(JsonNode normalizer) {
        if (isNull(normalizer)) {
            return Normalization.NONE;
        }
        if (normalizer.path("type").asText().equals("NFC")) {
            return Normalization.NFC;
        }
        throw unsupported("normalizer", normalizer, "null or NFC");
    }

    static List<AddedToken> addedTokens(JsonNode tokens) {
        List<AddedToken> read = new ArrayList<>();
        for (JsonNode token : tokens) {
            String content = token.path("content").asText();
            read.add(new AddedToken(
                    id(content, token.path("id")),
                    content,
                    token.path("special").asBoolean() ? AddedToken.Kind.SPECIAL : AddedToken.Kind.TEXT,
                    token.path("normalized").asBoolean() ? AddedToken.Matching.NORMALIZED : AddedToken.Matching.RAW));
        }
        return List.copyOf(read);
    }

    private static void requirePlain(JsonNode addedTokens) {
        for (JsonNode token : addedTokens) {
            for (String option : List.of("single_word", "lstrip", "rstrip")) {
                if (token.path(option).asBoolean()) {
                    String content = token.path("content").asText();
                    throw unsupported("added token '" + content + "', " + option, token.path(option), "false");
                }
            }
        }
    }

    private static Map<String, Integer> ids(JsonNode vocab) {
        Map<String, Integer> ids = new HashMap<>();
        vocab.fields().forEachRemaining(entry -> ids.put(entry.getKey(), id(entry.getKey(), entry.getValue())));
        return ids;
    }

    private static int id(String token, JsonNode id) {
        if (!id.canConvertToInt() || id.intValue() < 0 || id.intValue() > HIGHEST_ID) {
            throw malformed("token '" + token + "' has no usable id", id, "0 to " + HIGHEST_ID);
        }
        return id.intValue();
    }

    private static List<MergeTable.Merge> merges(JsonNode merges, Map<String, Integer> ids) {
        List<MergeTable.Merge> read = new ArrayList<>(merges.size());
        for (JsonNode merge : merges) {
            // Older files write "a b", newer ones ["a", "b"]. A token is never empty, so the space is not the first
            // character.
            String spaced = merge.asText();
            int space = spaced.indexOf(' ', 1);
            String left = merge.isArray() ? merge.path(0).asText() : spaced.substring(0, Math.max(space, 0));
            String right = merge.isArray() ? merge.path(1).asText() : spaced.substring(space + 1);
            Integer leftId = ids.get(left);
            Integer rightId = ids.get(right);
            Integer result = ids.get(left + right);
            if (leftId == null || rightId == null || result == null) {
                throw malformed("merge " + read.size() + " names a token that model.vocab lacks", merge, "two tokens");
            }
            read.add(new MergeTable.Merge(leftId, rightId, result));
        }
        return read;
    }

    private static void requireAllBytes(Vocabulary vocabulary) {
        for (int value = 0; value < ByteAlphabet.SIZE; value++) {
            boolean occurs = value < 0xC0 || value > 0xC1 && value < 0xF5;
            if (occurs && vocabulary.idOfByte((byte) value) == Vocabulary.NONE) {
                throw unsupported(
                        String.format("a model.vocab without byte 0x%02X", value),
                        MissingNode.getInstance(),
                        "a token for every byte of UTF-8");
            }
        }
    }

    private static void requireAtMost(String what, int size, int most) {
        if (size > most) {
            throw unsupported(what, IntNode.valueOf(size), "at most " + most);
        }
    }

    static boolean isNull(JsonNode node) {
        return node.isNull() || node.isMissingNode();
    }

    static UnknownFeature unsupported(String what, JsonNode got, String expected) {
        return new UnknownFeature(what, got, expected);
    }

    private static PerennialException malformed(String reason, JsonNode got, String expected) {
        return new PerennialException(
                ErrorCode.MALFORMED_DATA,
                "Cannot read tokenizer.json: " + reason + ", got " + got + ", expected " + expected
                        + ". Fetch the file again.");
    }
}
