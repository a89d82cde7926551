package dev.perennial.training.checkpoint;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.training.checkpoint.SafetensorsWriter.Announced;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Writes a checkpoint as a folder that Hugging Face transformers loads: {@code config.json}, {@code tokenizer.json}, and the weights in
 * one file or in shards with an index. Numbers are rounded to nearest, ties to even; one that would become infinite is an error.
 *
 * @param shardBytes the most that a file of weights holds; a tensor is never cut
 */
public record ModelExport(Checkpoint checkpoint, FloatFormat format, long shardBytes) {
    private record Index(Map<String, Long> metadata, Map<String, String> weightMap) {}

    public ModelExport {
        if (shardBytes < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot export in shards of " + shardBytes + " bytes, expected at least 1.");
        }
    }

    /** Writes the folder; what stands there under the same names is replaced. Returns the weights' files. */
    public List<Path> write(Store store, Path folder) throws IOException {
        List<List<Tensor>> shards = shards();
        Path from = new Path(checkpoint.folder());
        List<Path> files = new ArrayList<>();
        Map<String, String> places = new TreeMap<>();
        try (SafetensorsReader reader = SafetensorsReader.open(new Path(from, Checkpoint.MODEL_FILE), store.hadoop())) {
            for (int shard = 0; shard < shards.size(); shard++) {
                Path file = new Path(folder, name(shard, shards.size()));
                write(reader, shards.get(shard), file, store);
                files.add(file);
                shards.get(shard).forEach(tensor -> places.put(tensor.name(), file.getName()));
            }
        }
        if (shards.size() > 1) {
            long bytes = ParameterLayout.of(checkpoint.model()).total() * format.bytes();
            store.writeText(
                    new Path(folder, ForeignModel.INDEX), Json.pretty(new Index(Map.of("total_size", bytes), places)));
        }
        store.writeText(
                new Path(folder, Checkpoint.CONFIG_FILE),
                HuggingFaceConfig.write(checkpoint.model(), checkpoint.endOfText(), format));
        store.writeText(
                new Path(folder, Checkpoint.TOKENIZER_FILE),
                store.readText(new Path(from, Checkpoint.TOKENIZER_FILE)).orElseThrow());
        return files;
    }

    private List<List<Tensor>> shards() {
        List<List<Tensor>> shards = new ArrayList<>();
        long left = 0;
        for (Tensor tensor : ParameterLayout.of(checkpoint.model()).tensors()) {
            long bytes = tensor.length() * format.bytes();
            if (shards.isEmpty() || bytes > left) {
                shards.add(new ArrayList<>());
                left = shardBytes;
            }
            shards.get(shards.size() - 1).add(tensor);
            left -= bytes;
        }
        return shards;
    }

    private static String name(int shard, int shards) {
        return shards == 1
                ? ForeignModel.SINGLE
                : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, shards);
    }

    private void write(SafetensorsReader reader, List<Tensor> tensors, Path file, Store store) throws IOException {
        List<Announced> announced = tensors.stream()
                .map(tensor -> new Announced(tensor.name(), tensor.shape()))
                .toList();
        try (SafetensorsWriter writer = new SafetensorsWriter(file, store.hadoop(), format, announced)) {
            for (Tensor tensor : tensors) {
                reader.read(tensor.name(), FloatFormat.FP32, singles -> {
                    refuseOverflow(singles, tensor);
                    writer.append(singles);
                });
            }
            writer.finish();
        }
    }

    private void refuseOverflow(ByteBuffer singles, Tensor tensor) {
        for (int at = singles.position(); at < singles.limit(); at += Float.BYTES) {
            if (format.overflows(singles.getInt(at))) {
                throw new PerennialException(
                        ErrorCode.UNSUPPORTED,
                        "Cannot export '" + checkpoint.name() + "' in " + format + ": tensor '" + tensor.name()
                                + "' is out of its range, got " + singles.getFloat(at)
                                + ". Export in bf16 or fp32.");
            }
        }
    }
}
