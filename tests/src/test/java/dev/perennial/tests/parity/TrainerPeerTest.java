package dev.perennial.tests.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import dev.perennial.tests.NodePeer;
import dev.perennial.tests.text.MixedText;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.WordCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hugging Face's own trainer, native on Node.js, learns from the same lines the merges that we learn, in the same order. */
class TrainerPeerTest {
    private static final int MEGABYTES = Integer.getInteger("perennial.trainer.megabytes", 3);
    private static final int ITS_VOCABULARY = 30_000;
    private static final int BYTES = 256;

    @Test
    void mergesAreThoseOfHuggingFacesTrainer() throws IOException, InterruptedException {
        NodePeer peer = NodePeer.of("tokenizers");
        assumeTrue(peer.installed("tokenizers"), "Node.js or tokenizers is not here: merges are not compared");
        Path text = peer.folder().resolve("text.txt");
        Path trained = peer.folder().resolve("tokenizer.json");
        Files.writeString(text, text());
        assertThat(peer.runs(
                        peer.folder().resolve("train.log"),
                        List.of("node", "train.mjs", text.toString(), trained.toString())))
                .as("see %s", peer.folder().resolve("train.log"))
                .isTrue();
        List<String> expected = merges(Files.readString(trained));
        assertThat(expected).hasSizeGreaterThan(ITS_VOCABULARY / 2);
        // It has no entries for bytes that do not occur, and so room for as many merges more.
        String ours = new String(ours(text), StandardCharsets.UTF_8);
        assertThat(merges(ours).subList(0, expected.size())).isEqualTo(expected);
    }

    /** It takes each line with its end for a text. */
    private static byte[] ours(Path text) throws IOException {
        WordCounts words = new WordCounts();
        Files.readString(text).lines().forEach(line -> words.count(line + "\n"));
        return new BpeTrainer(ITS_VOCABULARY + BYTES, 1, List.of()).train(words);
    }

    /** With a word so long that it is not scanned again for each merge. */
    private static String text() throws IOException {
        StringBuilder text = new StringBuilder();
        Iterator<String> documents = MixedText.ofTheDemo().iterator();
        while (text.length() < MEGABYTES << 20) {
            String wellFormed = new String(documents.next().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            text.append(wellFormed.lines().map(line -> line + "\n").reduce("", String::concat));
        }
        return text.append(text.substring(0, 100_000).replaceAll("[^a-z]", ""))
                .append('\n')
                .toString();
    }

    private static List<String> merges(String json) {
        List<String> merges = new ArrayList<>();
        for (JsonNode pair : Json.read(json, JsonNode.class, "tokenizer.json").at("/model/merges")) {
            merges.add(pair.get(0).asText() + " " + pair.get(1).asText());
        }
        return merges;
    }
}
