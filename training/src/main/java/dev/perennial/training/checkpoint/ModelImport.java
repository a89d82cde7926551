package dev.perennial.training.checkpoint;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.training.checkpoint.ForeignModel.Source;
import dev.perennial.training.checkpoint.SafetensorsWriter.Announced;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Makes a checkpoint of a Hugging Face folder: plan, show, execute. It has weights and a tokenizer, and neither moments nor a ledger; a
 * model of any size is copied in little memory.
 */
public final class ModelImport {
    private final String name;
    private final ForeignModel source;
    private final Store store;
    private final Recipe recipe;

    private ModelImport(String name, ForeignModel source, Store store, Recipe recipe) {
        this.name = name;
        this.source = source;
        this.store = store;
        this.recipe = recipe;
    }

    private record Shape(GptNeoX model, boolean imported) {}

    /** Checks the folder, its tokenizer with the engine that will encode, and reads its files once for their hashes. */
    public static ModelImport plan(String name, Path folder, Store store, TokenizerEngine engine) {
        ForeignModel source = ForeignModel.open(folder, store, engine);
        Map<String, Fingerprint> inputs = new TreeMap<>();
        inputs.put("tokenizer", Fingerprint.of(source.tokenizerJson()));
        for (Path file : source.weights()) {
            inputs.put(
                    file.getName(),
                    new Fingerprint(store.entry(folder, file.getName()).sha256()));
        }
        return new ModelImport(
                name,
                source,
                store,
                new Recipe(Checkpoint.KIND, Checkpoint.VERSION, name, inputs, new Shape(source.model(), true)));
    }

    public GptNeoX model() {
        return source.model();
    }

    public byte[] tokenizerJson() {
        return source.tokenizerJson().clone();
    }

    public Recipe recipe() {
        return recipe;
    }

    /** What will be imported, in words. */
    public String describe() {
        return String.format(
                "import '%s' from %s: %s%s",
                name,
                source.folder(),
                source.model(),
                source.ignored().isEmpty()
                        ? ""
                        : "; ignored, since the model computes them: " + String.join(", ", source.ignored()));
    }

    /** The checkpoint that stands already, or a new one. */
    public Checkpoint checkpoint(Progress progress) {
        Path folder = store.folder(recipe);
        Manifest manifest = store.standing(recipe).orElseGet(() -> {
            progress.say(describe());
            return copy();
        });
        return Checkpoint.open(store, folder, manifest);
    }

    private Manifest copy() {
        Path folder = store.begin(recipe);
        try {
            writeWeights(new Path(folder, Checkpoint.MODEL_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.writeText(
                new Path(folder, Checkpoint.CONFIG_FILE), HuggingFaceConfig.write(source.model(), source.endOfText()));
        store.writeText(
                new Path(folder, Checkpoint.TOKENIZER_FILE),
                new String(source.tokenizerJson(), StandardCharsets.UTF_8));
        List<Manifest.FileEntry> files = new ArrayList<>();
        for (String file : List.of(Checkpoint.MODEL_FILE, Checkpoint.CONFIG_FILE, Checkpoint.TOKENIZER_FILE)) {
            files.add(store.entry(folder, file));
        }
        long parameters = ParameterLayout.of(source.model()).total();
        Manifest manifest = recipe.manifest(Map.of("parameters", parameters), files);
        store.publish(folder, manifest);
        return manifest;
    }

    private void writeWeights(Path file) throws IOException {
        List<Tensor> tensors = ParameterLayout.of(source.model()).tensors();
        List<Announced> announced = tensors.stream()
                .map(tensor -> new Announced(tensor.name(), tensor.shape()))
                .toList();
        Map<Path, SafetensorsReader> readers = new TreeMap<>();
        try (SafetensorsWriter writer = new SafetensorsWriter(file, store.hadoop(), FloatFormat.FP32, announced)) {
            for (Tensor tensor : tensors) {
                Source from = source.tensors().get(tensor.name());
                readers.computeIfAbsent(from.file(), path -> SafetensorsReader.open(path, store.hadoop()))
                        .read(from.name(), from.format(), writer::append);
            }
            writer.finish();
        } finally {
            readers.values().forEach(SafetensorsReader::close);
        }
    }
}
