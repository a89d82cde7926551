package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.Seed;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.model.AdamW;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A whole experiment, as a file in {@code conf/experiments} names it: everything from raw files to the report.
 *
 * @param workspace the folder of all artefacts, on any Hadoop file system
 * @param corpora distributions by name
 * @param models from elsewhere, by name, for stages to continue
 * @param standing what is taken from the workspace as it stands
 * @param stages training runs by name; each continues another or starts anew
 */
public record Experiment(
        String name,
        String workspace,
        Seed seed,
        @Default("{}") Map<String, CorpusSource> corpora,
        @Default("{}") TokenizerSettings tokenizer,
        ModelShape model,
        @Default("{}") AdamW optimizer,
        @Default("{}") TrainingSettings training,
        @Default("{}") Map<String, ForeignFolder> models,
        @Default("{}") Standing standing,
        Map<String, Stage> stages,
        @Default("{}") EvaluationSettings evaluate) {

    /** The tokenizer's file: as configured, or else that of a model which is continued. */
    Optional<String> tokenizerFile() {
        return tokenizer
                .file()
                .or(() -> models.values().stream().findFirst().map(model -> tokenizerIn(model.folder())))
                .or(() -> standing.stages().values().stream()
                        .findFirst()
                        .map(model ->
                                tokenizerIn(Workspaces.qualified(workspace) + "/" + Checkpoint.KIND + "/" + model)));
    }

    private static String tokenizerIn(String folder) {
        return folder + "/" + Checkpoint.TOKENIZER_FILE;
    }

    /** The names of all corpora, those that stand as well. */
    SortedSet<String> distributions() {
        SortedSet<String> all = new TreeSet<>(corpora.keySet());
        all.addAll(standing.corpora().keySet());
        return all;
    }

    /** The names of the stages that can be replayed: its own, and those that stand. */
    SortedSet<String> trainedStages() {
        SortedSet<String> all = new TreeSet<>(stages.keySet());
        all.addAll(standing.stages().keySet());
        return all;
    }

    /** What can be continued. */
    SortedSet<String> parents() {
        SortedSet<String> all = trainedStages();
        all.addAll(models.keySet());
        return all;
    }

    /** For people; what stands has only a name. */
    String title(String corpus) {
        return corpora.containsKey(corpus) ? corpora.get(corpus).title() : "";
    }
}
