package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.Seed;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.training.model.AdamW;
import java.util.Map;

/**
 * A whole experiment, as a file in {@code conf/experiments} names it: everything from raw files to the report.
 *
 * @param workspace the folder of all artefacts, on any Hadoop file system
 * @param corpora distributions by name
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
        Map<String, Stage> stages,
        @Default("{}") EvaluationSettings evaluate) {}
