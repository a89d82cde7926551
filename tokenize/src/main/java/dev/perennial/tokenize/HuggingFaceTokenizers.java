package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A {@code tokenizer.json} in the hands of Hugging Face's library: two native tokenizers, of which one does not know
 * the special tokens, since the library cannot be told to take them for text.
 */
record HuggingFaceTokenizers(
        HuggingFaceLibrary asSpecial, HuggingFaceLibrary asText, int vocabularySize, List<AddedToken> addedTokens)
        implements LoadedTokenizer {

    static HuggingFaceTokenizers read(byte[] json) {
        ObjectNode root = TokenizerJson.parse(json);
        if (root.path("model").path("dropout").asDouble() != 0) {
            // Ids at random would make every artefact another one each time it is made.
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot use tokenizer.json: model.dropout gives equal text unequal ids, got "
                            + root.path("model").path("dropout") + ", expected null. Set it to null.");
        }
        root.putNull("truncation").putNull("padding");
        List<AddedToken> addedTokens = TokenizerJson.addedTokens(root.path("added_tokens"));
        HuggingFaceLibrary asSpecial = HuggingFaceLibrary.load(root);
        SpecialTokensUnspelt.in(root);
        return new HuggingFaceTokenizers(
                asSpecial, HuggingFaceLibrary.load(root), vocabularySize(root, addedTokens), addedTokens);
    }

    private static int vocabularySize(JsonNode root, List<AddedToken> addedTokens) {
        JsonNode vocab = root.path("model").path("vocab");
        int largest = vocab.isArray()
                ? vocab.size() - 1
                : StreamSupport.stream(vocab.spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .max()
                        .orElse(-1);
        int largestAdded = addedTokens.stream().mapToInt(AddedToken::id).max().orElse(-1);
        return Math.max(largest, largestAdded) + 1;
    }

    @Override
    public Encoder encoder(SpecialTokensInText choice) {
        return new HuggingFaceEncoder(
                switch (choice) {
                    case AS_TEXT -> asText;
                    case AS_SPECIAL -> asSpecial;
                },
                vocabularySize);
    }

    @Override
    public String decode(int[] ids) {
        return asSpecial.decode(Arrays.stream(ids).asLongStream().toArray());
    }
}
