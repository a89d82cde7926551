package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.Seed;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.model.AdamW;
import java.util.Map;
import java.util.Optional;

/**
 * A whole experiment, as a file in {@code conf/experiments} names it: everything from raw files to the report.
 *
 * @param workspace the folder of all artefacts, on any Hadoop file system
 * @param corpora distributions by name
 * @param models from elsewhere, by name, for stages to continue
 * @param stages training runs by name; each continues another or starts anew
 */
public record Experiment(
        String name,
        String workspace,
        Seed seed,
        Map<String, CorpusSource> corpora,
        @Default("{}") TokenizerSettings tokenizer,
        ModelShape model,
        @Default("{}") AdamW optimizer,
        @Default("{}") TrainingSettings training,
        @Default("{}") Map<String, ForeignFolder> models,
        Map<String, Stage> stages,
        @Default("{}") EvaluationSettings evaluate) {

    /** The tokenizer's file: as configured, or else that of a model which is continued. */
    Optional<String> tokenizerFile() {
        return tokenizer.file().or(() -> models.values().stream()
                .findFirst()
                .map(model -> model.folder() + "/" + Checkpoint.TOKENIZER_FILE));
    }
}
