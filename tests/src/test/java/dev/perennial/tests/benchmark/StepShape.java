package dev.perennial.tests.benchmark;

import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.nd4j.linalg.schedule.FixedSchedule;

/** A model and a batch that steps are timed at; the peer gets the same in files. */
record StepShape(GptNeoX model, int batch) {
    private static final Seed SEED = Seed.of(17);
    private static final double RATE = 1e-3;

    /** The name of a shape: width, layers, heads, context, vocabulary, batch. */
    static StepShape parse(String text) {
        String[] numbers = text.split(",");
        int[] n = java.util.Arrays.stream(numbers).mapToInt(Integer::parseInt).toArray();
        return new StepShape(new GptNeoX(n[4], n[1], n[0], n[2], n[3], new Share(1, 4), 10_000, 1e-5), n[5]);
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "d %d, L %d, H %d, T %d, V %d, B %d",
                model.width(),
                model.layers(),
                model.heads(),
                model.context(),
                model.vocabulary(),
                batch);
    }

    int tokens() {
        return batch * model.context();
    }

    Replica replica() {
        return Replica.create(model, AdamW.PAPER, new FixedSchedule(RATE), SEED, Backend.CPU);
    }

    int[] ids() {
        return tokens("ids");
    }

    int[] labels() {
        return tokens("labels");
    }

    private int[] tokens(String name) {
        return new SplittableRandom(SEED.named(name).value())
                .ints(tokens(), 0, model.vocabulary())
                .toArray();
    }

    /** What {@code tests/peers/gpt_neox.py} reads. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("case.json"),
                String.format(
                        Locale.ROOT,
                        """
                        {"vocabulary": %d, "layers": %d, "width": %d, "heads": %d, "context": %d, "rotated": %d,
                         "rotary_base": %s, "norm_epsilon": %s, "batch": %d, "peak_rate": %s, "warm_up": 1, "steps": 1000,
                         "attention_dropout": 0, "hidden_dropout": 0}
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
                        RATE));
        try (Replica replica = replica()) {
            byte[] bytes = new byte[Math.toIntExact(replica.parameters().length() * Float.BYTES)];
            replica.parameters().slice(0, replica.parameters().length()).get(bytes);
            Files.write(folder.resolve("parameters.f32"), bytes);
        }
        write(folder.resolve("ids.i32"), ids());
        write(folder.resolve("labels.i32"), labels());
    }

    private static void write(Path file, int[] tokens) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(tokens.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        bytes.asIntBuffer().put(tokens);
        Files.write(file, bytes.array());
    }
}
