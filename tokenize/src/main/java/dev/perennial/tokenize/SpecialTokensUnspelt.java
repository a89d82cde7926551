package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives the special tokens of a {@code tokenizer.json} spellings that no text has, so that Hugging Face's library takes
 * for text what a document spells out; every id stays as it is.
 *
 * <p>They are renamed in the model's vocabulary as well: a Unigram model may choose any entry that the text spells.
 */
final class SpecialTokensUnspelt {
    // U+FDD0 and U+FDD1 are noncharacters: Unicode promises that they will never stand for anything in text.
    private static final String FORMAT = "\uFDD0\uFDD1special token %d, spelt as no text is\uFDD1\uFDD0";

    private SpecialTokensUnspelt() {}

    static void in(ObjectNode root) {
        Map<String, String> spellings = new LinkedHashMap<>();
        for (JsonNode token : root.path("added_tokens")) {
            if (token.path("special").asBoolean()) {
                String unspelt = String.format(FORMAT, spellings.size());
                spellings.put(token.path("content").asText(), unspelt);
                ((ObjectNode) token).put("content", unspelt);
            }
        }
        if (root.get("model") instanceof ObjectNode model) {
            respell(model, spellings);
        }
    }

    private static void respell(ObjectNode model, Map<String, String> spellings) {
        JsonNode unknown = model.path("unk_token");
        if (spellings.containsKey(unknown.asText())) {
            model.put("unk_token", spellings.get(unknown.asText()));
        }
        if (model.get("vocab") instanceof ObjectNode ids) {
            spellings.forEach((spelling, unspelt) -> {
                if (ids.remove(spelling) instanceof IntNode id) {
                    ids.set(unspelt, id);
                }
            });
        } else if (model.get("vocab") instanceof ArrayNode pieces) {
            for (JsonNode piece : pieces) {
                String unspelt = spellings.get(piece.path(0).asText());
                if (unspelt != null) {
                    ((ArrayNode) piece).set(0, TextNode.valueOf(unspelt));
                }
            }
        }
    }
}
