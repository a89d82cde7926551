package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.training.checkpoint.SafetensorsHeader.Entry;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * A folder as Hugging Face has GPT-NeoX models: {@code config.json}, {@code tokenizer.json}, and {@code model.safetensors} or its
 * shards with an index; checked as a whole, so that what reads it can rely on it.
 *
 * @param tensors which file holds each tensor of the layout, and under which name
 * @param ignored tensors that older versions stored and that the model computes
 */
record ForeignModel(
        Path folder,
        GptNeoX model,
        byte[] tokenizerJson,
        int endOfText,
        Map<String, Source> tensors,
        List<String> ignored) {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    private static final String PREFIX = "gpt_neox.";
    private static final Pattern COMPUTED =
            Pattern.compile("(gpt_neox\\.)?layers\\.\\d+\\.attention\\.(bias|masked_bias|rotary_emb\\.inv_freq)");

    /** Where a tensor is. */
    record Source(Path file, String name, FloatFormat format) {}

    static ForeignModel open(Path folder, Store store, TokenizerEngine engine) {
        Path config = new Path(folder, Checkpoint.CONFIG_FILE);
        String text = store.readText(config).orElseThrow(() -> missing(config));
        GptNeoX model = HuggingFaceConfig.read(text, config.toString());
        byte[] tokenizerJson = bytes(new Path(folder, Checkpoint.TOKENIZER_FILE), store);
        Tokenizer tokenizer = Tokenizer.read(tokenizerJson, engine);
        if (tokenizer.vocabularySize() > model.vocabulary()) {
            throw new PerennialException(
                    ErrorCode.TOKENIZER_MISMATCH,
                    "Cannot import '" + folder + "': its tokenizer has more entries than its model has rows, got "
                            + tokenizer.vocabularySize() + ", expected at most " + model.vocabulary() + ".");
        }
        Map<String, Source> sources = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        for (Path file : files(folder, store)) {
            index(file, store, model, sources, ignored);
        }
        for (Tensor tensor : ParameterLayout.of(model).tensors()) {
            if (!sources.containsKey(tensor.name())) {
                throw refused(folder, "tensor '" + tensor.name() + "' is missing");
            }
        }
        return new ForeignModel(folder, model, tokenizerJson, tokenizer.endOfText(), sources, ignored);
    }

    /** The weights' files, by name. */
    List<Path> weights() {
        return tensors.values().stream().map(Source::file).distinct().sorted().toList();
    }

    private static List<Path> files(Path folder, Store store) {
        Path index = new Path(folder, INDEX);
        return store.readText(index)
                .map(text -> {
                    JsonNode map =
                            Json.read(text, JsonNode.class, index.toString()).path("weight_map");
                    TreeSet<String> names = new TreeSet<>();
                    map.forEach(name -> names.add(name.asText()));
                    if (names.isEmpty() || names.stream().anyMatch(name -> name.isEmpty() || name.contains("/"))) {
                        throw refused(folder, INDEX + " names no files beside it");
                    }
                    return names.stream().map(name -> new Path(folder, name)).toList();
                })
                .orElseGet(() -> List.of(new Path(folder, SINGLE)));
    }

    private static void index(
            Path file, Store store, GptNeoX model, Map<String, Source> sources, List<String> ignored) {
        ParameterLayout layout = ParameterLayout.of(model);
        try (SafetensorsReader reader = SafetensorsReader.open(file, store.hadoop())) {
            reader.tensors().forEach((name, entry) -> {
                String own = layout.names().contains(name) ? name : PREFIX + name;
                if (COMPUTED.matcher(name).matches()) {
                    ignored.add(name);
                } else if (!layout.names().contains(own)) {
                    throw refused(file, "the model of its config.json has no tensor '" + name + "'");
                } else if (sources.put(own, new Source(file, name, format(file, name, entry, layout.tensor(own))))
                        != null) {
                    throw refused(file, "tensor '" + own + "' is there twice");
                }
            });
        }
    }

    private static FloatFormat format(Path file, String name, Entry entry, Tensor tensor) {
        for (FloatFormat format : FloatFormat.values()) {
            if (format.headerName().equals(entry.type()) && entry.shape().equals(Safetensors.longs(tensor))) {
                return format;
            }
        }
        throw refused(
                file,
                "tensor '" + name + "' does not fit the config.json, got " + entry
                        + ", expected F32, F16 or BF16 of shape " + tensor.shape());
    }

    private static byte[] bytes(Path file, Store store) {
        try (InputStream in = store.fileSystem(file).open(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw missing(file);
        }
    }

    private static PerennialException missing(Path file) {
        return new PerennialException(
                ErrorCode.MISSING_FILE,
                "Cannot import '" + file.getParent() + "': it has no " + file.getName()
                        + ". A Hugging Face folder has config.json, tokenizer.json and model.safetensors.");
    }

    private static PerennialException refused(Path place, String reason) {
        return new PerennialException(ErrorCode.UNSUPPORTED, "Cannot import '" + place + "': " + reason + ".");
    }
}
