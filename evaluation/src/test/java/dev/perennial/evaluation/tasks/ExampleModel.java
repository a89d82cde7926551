package dev.perennial.evaluation.tasks;

import dev.perennial.conf.Share;
import dev.perennial.training.checkpoint.HuggingFaceConfig;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A small model of random weights in a Hugging Face folder; its context is shorter than some prompts and texts. */
final class ExampleModel {
    static final GptNeoX SHAPE = new GptNeoX(300, 2, 32, 2, 96, new Share(1, 4), 10_000, 1e-5);

    private ExampleModel() {}

    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("tokenizer.json"), ExampleTasks.tokenizer());
        Files.writeString(folder.resolve("config.json"), HuggingFaceConfig.write(SHAPE, 0));
        ParameterLayout layout = ParameterLayout.of(SHAPE);
        ByteBuffer vector =
                ByteBuffer.allocateDirect((int) layout.total() * Float.BYTES).order(ByteOrder.nativeOrder());
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < layout.total(); i++) {
            vector.putFloat(4 * i, (float) random.nextDouble(-0.3, 0.3));
        }
        Safetensors.write(
                new org.apache.hadoop.fs.Path(
                        folder.resolve("model.safetensors").toUri()),
                ExampleTasks.HADOOP,
                layout,
                List.of(new Safetensors.Section("", vector)));
        return folder;
    }
}
