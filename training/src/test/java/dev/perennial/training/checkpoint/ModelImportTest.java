package dev.perennial.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.training.dl4j.InferenceModel;
import dev.perennial.training.dl4j.Peers;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelImportTest {
    private static final Configuration HADOOP = new Configuration();

    /** Sixteen rows more than a tokenizer of 300 entries needs: as Pythia's 50,304 rows for 50,277. */
    private static final GptNeoX MODEL = new GptNeoX(316, 2, 16, 2, 8, new Share(1, 4), 10_000, 1e-5);

    @TempDir
    Path folder;

    private Path foreign;
    private Store store;

    @BeforeEach
    void write() throws IOException {
        foreign = Files.createDirectories(folder.resolve("foreign"));
        store = new Store(folder.resolve("workspace").toUri().toString(), HADOOP);
        Files.write(foreign.resolve("tokenizer.json"), tokenizer());
        Files.writeString(foreign.resolve("config.json"), HuggingFaceConfig.write(MODEL, 0));
        ParameterLayout layout = ParameterLayout.of(MODEL);
        ByteBuffer vector =
                ByteBuffer.allocateDirect((int) layout.total() * Float.BYTES).order(ByteOrder.nativeOrder());
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < layout.total(); i++) {
            vector.putFloat(4 * i, (float) random.nextDouble(-1, 1));
        }
        Safetensors.write(
                hadoop(foreign.resolve("model.safetensors")),
                HADOOP,
                layout,
                List.of(new Safetensors.Section("", vector)));
    }

    private static byte[] tokenizer() {
        WordCounts words = new WordCounts();
        words.count("the cat sat on the mat and the dog ran after the cat around the mat again and again ".repeat(9)
                + "many other words make merges possible, such as merging, singing, bringing and thinking");
        return BpeTrainer.ofSize(300).train(words);
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }

    @Test
    void aTokenizerThatTheChosenEngineDoesNotKnowIsRefused() throws IOException {
        Path file = foreign.resolve("tokenizer.json");
        ObjectNode json = Json.read(Files.readString(file), ObjectNode.class, file.toString());
        json.putObject("normalizer").put("type", "Lowercase");
        Files.writeString(file, Json.line(json));
        assertThatThrownBy(() -> ModelImport.plan("foreign", hadoop(foreign), store, TokenizerEngine.JAVA))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
    }

    private Checkpoint imported() {
        return ModelImport.plan("foreign", hadoop(foreign), store, TokenizerEngine.AUTOMATIC)
                .checkpoint(Progress.silent());
    }

    private Path exported(FloatFormat format, long shardBytes) throws IOException {
        Path target = folder.resolve("exported-" + format + "-" + shardBytes);
        new ModelExport(imported(), format, shardBytes).write(store, hadoop(target));
        return target;
    }

    /** The bytes of each tensor in all of a folder's weights. */
    private static Map<String, byte[]> tensors(Path folder) throws IOException {
        Map<String, byte[]> tensors = new HashMap<>();
        try (var files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                int length = (int)
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
                JsonNode header = Json.read(new String(bytes, 8, length), JsonNode.class, "header");
                header.fields().forEachRemaining(field -> {
                    if (!field.getKey().startsWith("__")
                            && !field.getKey().matches(".*attention\\.(bias|masked_bias|rotary.*)")) {
                        int start = 8 + length;
                        tensors.put(
                                field.getKey(),
                                Arrays.copyOfRange(
                                        bytes,
                                        start
                                                + field.getValue()
                                                        .at("/data_offsets/0")
                                                        .asInt(),
                                        start
                                                + field.getValue()
                                                        .at("/data_offsets/1")
                                                        .asInt()));
                    }
                });
            }
        }
        return tensors;
    }

    private static void assertSame(Path left, Path right) throws IOException {
        Map<String, byte[]> expected = tensors(left);
        Map<String, byte[]> got = tensors(right);
        assertThat(got.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(got.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void anImportIsAnArtefactThatIsMadeOnce() throws IOException {
        Checkpoint checkpoint = imported();
        assertThat(checkpoint.model()).isEqualTo(MODEL);
        assertThat(checkpoint.hasOptimizer()).isFalse();
        assertThat(checkpoint.hashes()).containsOnlyKeys("model.safetensors", "config.json", "tokenizer.json");
        assertThat(Files.readAllBytes(foreign.resolve("model.safetensors")))
                .isEqualTo(
                        Files.readAllBytes(Path.of(java.net.URI.create(checkpoint.folder() + "/model.safetensors"))));
        assertThat(imported()).isEqualTo(checkpoint);
    }

    @Test
    void whatIsExportedInShardsIsImportedAsItWas() throws IOException {
        Path exported = exported(FloatFormat.FP32, 20_000);
        assertThat(exported.resolve("model-00001-of-00004.safetensors")).exists();
        assertThat(exported.resolve("model.safetensors.index.json")).exists();
        assertSame(foreign, exported);
        Checkpoint again = ModelImport.plan("again", hadoop(exported), store, TokenizerEngine.AUTOMATIC)
                .checkpoint(Progress.silent());
        assertThat(again.hashes()).isEqualTo(imported().hashes());
    }

    @ParameterizedTest
    @EnumSource(
            value = FloatFormat.class,
            names = {"FP16", "BF16"})
    void aModelOfTwoBytesANumberComesBackAsItWas(FloatFormat format) throws IOException {
        Path first = exported(format, Long.MAX_VALUE);
        foreign = first;
        assertThat(Files.size(first.resolve("model.safetensors")))
                .isBetween(
                        2 * ParameterLayout.of(MODEL).total(),
                        2 * ParameterLayout.of(MODEL).total() + 10_000);
        assertSame(first, exported(format, 10_000));
    }

    @ParameterizedTest
    @CsvSource({
        "tie_word_embeddings, true, expected false",
        "use_parallel_residual, false, expected true",
        "attention_bias, false, expected true",
        "hidden_act, \"gelu_new\", expected gelu",
        "model_type, \"llama\", expected gpt_neox",
        "rope_scaling, '{\"type\": \"linear\", \"factor\": 2.0}', rotary positions are scaled",
        "rope_parameters, '{\"rope_type\": \"yarn\"}', rotary positions are scaled",
        "intermediate_size, 48, expected 64",
        "vocab_size, 200, tokenizer has more entries",
        "vocab_size, -5, is no count",
        "num_hidden_layers, 3, tensor 'gpt_neox.layers.2.input_layernorm.weight' is missing",
        "num_hidden_layers, 1, has no tensor 'gpt_neox.layers.1",
        "hidden_size, 4000000000, is no count",
        "rotary_pct, \"all\", rotary_pct"
    })
    void whatCannotBeServedIsRefusedWithItsReason(String key, String value, String reason) throws IOException {
        config(config -> config.set(key, Json.read(value, JsonNode.class, "value")));
        assertThatThrownBy(this::imported)
                .isInstanceOfSatisfying(PerennialException.class, e -> assertThat(e.code())
                        .isIn(ErrorCode.UNSUPPORTED, ErrorCode.TOKENIZER_MISMATCH))
                .hasMessageContaining(reason);
        assertThat(folder.resolve("workspace/checkpoints")).doesNotExist();
    }

    @Test
    void theRotarySectionOfNewerVersionsIsRead() throws IOException {
        config(config -> {
            config.remove(List.of("rotary_pct", "rotary_emb_base", "attention_bias", "tie_word_embeddings"));
            config.set(
                    "rope_parameters",
                    Json.tree(Map.of("rope_type", "default", "rope_theta", 500.0, "partial_rotary_factor", 0.5)));
        });
        assertThat(imported().model()).isEqualTo(new GptNeoX(316, 2, 16, 2, 8, new Share(1, 2), 500, 1e-5));
    }

    private void config(Consumer<ObjectNode> change) throws IOException {
        Path file = foreign.resolve("config.json");
        ObjectNode config = (ObjectNode) Json.read(Files.readString(file), JsonNode.class, "config");
        change.accept(config);
        Files.writeString(file, config.toString());
    }

    @Test
    void namesWithoutTheModelsPrefixAreTheSameTensors() throws IOException {
        Path file = foreign.resolve("model.safetensors");
        Checkpoint before = imported();
        rewrite(file, header -> header.replace("\"gpt_neox.", "\""));
        assertThat(imported().hashes().get("model.safetensors"))
                .isEqualTo(before.hashes().get("model.safetensors"));
    }

    @Test
    void tensorsOfAnotherTypeOrShapeOrATwinAreRefused() throws IOException {
        Path file = foreign.resolve("model.safetensors");
        byte[] good = Files.readAllBytes(file);
        rewrite(file, header -> header.replace("\"dtype\":\"F32\"", "\"dtype\":\"I32\""));
        assertThatThrownBy(this::imported).hasMessageContaining("expected F32, F16 or BF16");
        Files.write(file, good);
        rewrite(file, header -> header.replace("[316,16]", "[16,316]"));
        assertThatThrownBy(this::imported).hasMessageContaining("of shape [316, 16]");
        Files.write(file, good);
        Files.copy(file, foreign.resolve("b.safetensors"));
        Files.writeString(
                foreign.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"model.safetensors\", \"b\": \"b.safetensors\"}}");
        assertThatThrownBy(this::imported).hasMessageContaining("is there twice");
        Files.writeString(
                foreign.resolve("model.safetensors.index.json"), "{\"weight_map\": {\"a\": \"../model.safetensors\"}}");
        assertThatThrownBy(this::imported).hasMessageContaining("names no files beside it");
    }

    private static void rewrite(Path file, java.util.function.UnaryOperator<String> change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] header = change.apply(new String(bytes, 8, length)).getBytes();
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        Files.write(
                file,
                ByteBuffer.allocate(bytes.length - length + header.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .put(bytes, 8 + length, bytes.length - 8 - length)
                        .array());
    }

    /** Pythia's own: 50,277 entries, and 50,304 rows so that products are of even sizes. */
    @Test
    void theNeoXTokenizerFitsPythiasPaddedRows() throws IOException {
        String shared = System.getProperty("perennial.shared", "../shared");
        Path tokenizer = Path.of(shared, "tokenizers", "gpt-neox-20b.json");
        assumeTrue(Files.exists(tokenizer), "skipped: there is no " + tokenizer);
        GptNeoX pythia = new GptNeoX(50_304, 1, 16, 2, 8, new Share(1, 4), 10_000, 1e-5);
        Files.copy(tokenizer, foreign.resolve("tokenizer.json"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(foreign.resolve("config.json"), HuggingFaceConfig.write(pythia, 0));
        ParameterLayout layout = ParameterLayout.of(pythia);
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) layout.total() * Float.BYTES);
        Safetensors.write(
                hadoop(foreign.resolve("model.safetensors")),
                HADOOP,
                layout,
                List.of(new Safetensors.Section("", zeros)));
        assertThat(imported().model().vocabulary()).isEqualTo(50_304);
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(foreign.resolve("tokenizer.json"));
        assertThatThrownBy(this::imported).hasMessageContaining("has no tokenizer.json");
    }

    /** Folders that PyTorch wrote: shards, buffers of older versions, and the losses of its own arithmetic. */
    @Test
    void foldersWrittenElsewhereAreTheSameModelsBothWays() throws Exception {
        Path written = Files.createDirectories(folder.resolve("pythia"));
        Peers.run("hugging_face.py", "write", written.toString());
        Path ids = written.resolve("ids.i32");
        List<String> peer = new ArrayList<>(List.of("losses", ids.toString()));
        for (FloatFormat format : FloatFormat.values()) {
            foreign = written.resolve(format.headerName());
            Files.write(foreign.resolve("tokenizer.json"), tokenizer());
            Path exported = exported(format, 50_000);
            assertSame(foreign, exported);
            peer.addAll(List.of(foreign.toString(), exported.toString()));
        }
        Peers.run("hugging_face.py", peer.toArray(String[]::new));
        for (FloatFormat format : FloatFormat.values()) {
            foreign = written.resolve(format.headerName());
            float[] expected = Peers.floats(foreign.resolve("token-losses.f32"));
            assertThat(Peers.floats(folder.resolve("exported-" + format + "-50000/token-losses.f32")))
                    .isEqualTo(expected);
            assertThat(losses(imported(), Peers.ints(ids))).containsExactly(expected, within(1e-4f));
        }
    }

    private static float[] losses(Checkpoint checkpoint, int[] ids) {
        int context = checkpoint.model().context();
        float[] losses = new float[ids.length / (context + 1) * context];
        int[] inputs = new int[losses.length];
        int[] labels = new int[losses.length];
        for (int i = 0; i < losses.length; i++) {
            inputs[i] = ids[i + i / context];
            labels[i] = ids[i + i / context + 1];
        }
        try (InferenceModel model = InferenceModel.load(checkpoint, HADOOP, Backend.CPU)) {
            model.losses(inputs, labels, losses.length / context, losses);
        }
        return losses;
    }
}
