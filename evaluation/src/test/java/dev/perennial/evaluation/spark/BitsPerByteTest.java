package dev.perennial.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.spark.LossEvaluation.Pair;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.spark.CorpusBuilder;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.tokenize.spark.InputFingerprints;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two experiments on the same texts with different tokenizers: what their losses are divided by is the same. */
class BitsPerByteTest {
    /** Decomposed, so that a tokenizer that normalises decodes to fewer bytes than the document has. */
    private static final List<String> TEXTS = IntStream.range(0, 12)
            .mapToObj(i -> Normalizer.normalize("Märchen über Öl und Käse, " + i + ". ".repeat(i), Normalizer.Form.NFD))
            .toList();

    private static final long BYTES =
            TEXTS.stream().mapToLong(BitsPerByteTest::bytes).sum();

    @TempDir
    Path folder;

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Tokenizer plain() {
        return Tokenizer.read(BpeTrainer.ofSize(257).train(new WordCounts()));
    }

    private static Tokenizer normalising() throws IOException {
        WordCounts words = new WordCounts();
        TEXTS.forEach(text -> words.count(Normalizer.normalize(text, Normalizer.Form.NFC)));
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(BpeTrainer.ofSize(280).train(words));
        json.putObject("normalizer").put("type", "NFC");
        return Tokenizer.read(mapper.writeValueAsBytes(json));
    }

    @Test
    void bitsPerByteAreOfTheDocumentsBytesWhateverTheTokenizer() throws IOException {
        long decoded = TEXTS.stream()
                .mapToLong(text -> bytes(Normalizer.normalize(text, Normalizer.Form.NFC)))
                .sum();
        assertThat(decoded).isLessThan(BYTES);

        Loss plain = loss("plain", plain());
        assertThat(plain.bytes()).isEqualTo(BYTES);
        assertThat(plain.tokens()).as("a token a byte").isEqualTo(BYTES + TEXTS.size());
        assertThat(plain.bitsPerByte())
                .isCloseTo((BYTES + TEXTS.size()) * Math.log(257) / Math.log(2) / BYTES, within(1e-5));

        Tokenizer tokenizer = normalising();
        long tokens = TEXTS.stream()
                .mapToLong(text -> tokenizer.encoder().encode(text).length + 1)
                .sum();
        Loss normalised = loss("normalising", tokenizer);
        assertThat(normalised.bytes()).isEqualTo(BYTES);
        assertThat(normalised.tokens()).isEqualTo(tokens).isLessThan(BYTES / 2);
        assertThat(normalised.bitsPerByte()).isCloseTo(tokens * Math.log(280) / Math.log(2) / BYTES, within(1e-5));
    }

    /** Of a model without weights, to which all tokens are equally likely. */
    private Loss loss(String name, Tokenizer tokenizer) throws IOException {
        Store store = new Store(folder.resolve(name).toUri().toString(), new Configuration());
        Pair pair = new Pair(indifferent(name, tokenizer, store), corpus(tokenizer, store));
        return new LossEvaluation(store, tokenizer.endOfText(), 2, Optional.empty(), Backend.CPU, new Seed(1))
                .evaluate(List.of(pair), BitsPerByteTest::spark, Progress.silent())
                .get(0);
    }

    private static Checkpoint indifferent(String name, Tokenizer tokenizer, Store store) throws IOException {
        GptNeoX model = new GptNeoX(tokenizer.vocabularySize(), 1, 16, 2, 8, new Share(1, 4), 10_000, 1e-5);
        ParameterLayout layout = ParameterLayout.of(model);
        ByteBuffer zeros =
                ByteBuffer.allocateDirect((int) layout.total() * Float.BYTES).order(ByteOrder.nativeOrder());
        org.apache.hadoop.fs.Path at = new org.apache.hadoop.fs.Path(store.root(), "model");
        Safetensors.write(
                new org.apache.hadoop.fs.Path(at, Checkpoint.MODEL_FILE),
                store.hadoop(),
                layout,
                List.of(new Safetensors.Section("", zeros)));
        return new Checkpoint(
                name,
                at.toString(),
                Fingerprint.of(name),
                tokenizer.fingerprint(),
                model,
                AttentionSpan.CAUSAL,
                0,
                Map.of());
    }

    private Corpus corpus(Tokenizer tokenizer, Store store) throws IOException {
        Path file = folder.resolve("texts.jsonl");
        Files.write(
                file,
                TEXTS.stream().map(text -> Json.line(Map.of("content", text))).toList());
        CorpusSource source = new CorpusSource(
                "",
                "oscar",
                List.of(file.toString()),
                Share.ALL,
                Share.NONE,
                Optional.empty(),
                Optional.empty(),
                256,
                false);
        InputFingerprints fingerprints = new InputFingerprints(store, BitsPerByteTest::spark, Progress.silent());
        return CorpusBuilder.plan("G", source, tokenizer, store, fingerprints).build(spark(), store, Progress.silent());
    }

    private static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }
}
