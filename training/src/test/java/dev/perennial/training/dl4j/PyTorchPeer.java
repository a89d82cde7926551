package dev.perennial.training.dl4j;

import dev.perennial.conf.Seed;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.Dropout;
import dev.perennial.training.model.GptNeoX;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * One comparison with {@code tests/peers/gpt_neox.py}: the same initial values, batches and rates on both sides, exchanged in files.
 *
 * @param padding tokens at the end of a batch's last sequence that have no label
 */
record PyTorchPeer(GptNeoX model, int batch, int batches, WarmUpThenCosine rate, Path folder, int padding) {
    private static final Seed SEED = Seed.of(17);
    private static final Dropout DROPOUT = new Dropout(0.2, 0.1);

    PyTorchPeer(GptNeoX model, int batch, int batches, WarmUpThenCosine rate, Path folder) {
        this(model, batch, batches, rate, folder, 0);
    }

    PyTorchPeer withPadding(int tokens) {
        return new PyTorchPeer(model, batch, batches, rate, folder, tokens);
    }

    Replica replica() {
        return Replica.create(model, AdamW.PAPER, rate, SEED, Backend.CPU);
    }

    int[] ids(int step) {
        return tokens("ids", step);
    }

    int[] labels(int step) {
        int[] labels = tokens("labels", step);
        Arrays.fill(labels, labels.length - padding, labels.length, Batch.NO_LABEL);
        return labels;
    }

    /** The first batch with documents of 11 tokens and a part of everything dropped. */
    Batch masked() {
        int[] starts = new int[batch * model.context()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = i % model.context() / 11 * 11;
        }
        long[] keys = new SplittableRandom(5).longs(batch).toArray();
        return new Batch(ids(0), labels(0), batch, starts, DROPOUT, keys);
    }

    /** Writes what the peer needs to mask the same. */
    PyTorchPeer withMasks() throws IOException {
        Files.createDirectories(folder);
        Batch masked = masked();
        ByteBuffer starts = ByteBuffer.allocate(masked.documentStarts().length * Integer.BYTES)
                .order(ByteOrder.nativeOrder());
        starts.asIntBuffer().put(masked.documentStarts());
        Files.write(folder.resolve("document-starts.i32"), starts.array());
        ByteBuffer keys = ByteBuffer.allocate(batch * Long.BYTES).order(ByteOrder.nativeOrder());
        keys.asLongBuffer().put(masked.dropoutKeys());
        Files.write(folder.resolve("dropout-keys.i64"), keys.array());
        return this;
    }

    private int[] tokens(String name, int step) {
        long seed = SEED.named(name + (step % batches)).value();
        return new SplittableRandom(seed)
                .ints((long) batch * model.context(), 0, model.vocabulary())
                .toArray();
    }

    /** Runs the peer and returns its folder. */
    Path run(String mode) throws IOException, InterruptedException {
        write();
        Peers.run("gpt_neox.py", mode, folder.toString());
        return folder;
    }

    void write() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("case.json"),
                String.format(
                        Locale.ROOT,
                        """
                        {"vocabulary": %d, "layers": %d, "width": %d, "heads": %d, "context": %d, "rotated": %d,
                         "rotary_base": %s, "norm_epsilon": %s, "batch": %d,
                         "peak_rate": %s, "warm_up": %d, "steps": %d, "attention_dropout": %s, "hidden_dropout": %s}
                        """,
                        model.vocabulary(),
                        model.layers(),
                        model.width(),
                        model.heads(),
                        model.context(),
                        model.rotatedSize(),
                        model.rotaryBase(),
                        model.normEpsilon(),
                        batch,
                        rate.peak(),
                        rate.warmUp(),
                        rate.steps(),
                        DROPOUT.attention(),
                        DROPOUT.hidden()));
        try (Replica replica = replica()) {
            FloatMemory parameters = replica.parameters();
            byte[] bytes = new byte[Math.toIntExact(parameters.length() * Float.BYTES)];
            parameters.slice(0, parameters.length()).get(bytes);
            Files.write(folder.resolve("parameters.f32"), bytes);
        }
        writeTokens("ids", this::ids);
        writeTokens("labels", this::labels);
    }

    private void writeTokens(String name, IntFunction<int[]> tokens) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(batches * batch * model.context() * Integer.BYTES)
                .order(ByteOrder.nativeOrder());
        for (int step = 0; step < batches; step++) {
            for (int token : tokens.apply(step)) {
                bytes.putInt(token);
            }
        }
        Files.write(folder.resolve(name + ".i32"), bytes.array());
    }
}
