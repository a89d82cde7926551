package dev.perennial.jobs;

import com.typesafe.config.Config;
import dev.perennial.conf.ConfigurationFile;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Names;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.StreamConfiguration;
import java.io.File;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads an experiment and checks that its parts fit together; all problems are reported at once. */
final class ExperimentReader {
    /** A section for a user's own values, to be named by {@code ${let...}}; nothing else reads it. */
    private static final String LET = "let";

    private final Problems problems = new Problems();
    private final String file;

    private ExperimentReader(String file) {
        this.file = file;
    }

    /** An experiment and the resolved text it was read from. */
    record Reading(Experiment experiment, String text) {}

    static Reading read(File file, List<String> overrides) {
        ExperimentReader reader = new ExperimentReader(file.toString());
        Config config = ConfigurationFile.read(file, overrides);
        Experiment experiment =
                new RecordReader(reader.problems).read(config.withoutPath(LET).root(), Experiment.class);
        if (experiment != null) {
            reader.check(experiment);
        }
        reader.problems.throwIfAny();
        return new Reading(experiment, ConfigurationFile.render(config));
    }

    private void check(Experiment experiment) {
        if (experiment.corpora().isEmpty() || experiment.stages().isEmpty()) {
            add(file, "Cannot run an experiment without corpora and stages: at least one of each is needed.");
        }
        experiment.stages().forEach((name, stage) -> check(name, stage, experiment));
        problems.attempt(file + ": stages", () -> StageOrder.of(experiment.stages()));
        experiment
                .evaluate()
                .on()
                .forEach(name -> known(
                        "evaluate.on", "corpus", name, experiment.corpora().keySet()));
        experiment
                .evaluate()
                .old()
                .ifPresent(name -> known(
                        "evaluate.old", "corpus", name, experiment.corpora().keySet()));
        experiment
                .tokenizer()
                .file()
                .filter(path -> !path.contains(":") && !new File(path).isFile())
                .ifPresent(path -> problems.add(
                        ErrorCode.MISSING_FILE,
                        file + ": tokenizer.file",
                        "Cannot read '" + path + "': no such file."));
    }

    private void check(String name, Stage stage, Experiment experiment) {
        String place = "stages." + name;
        stage.parent()
                .ifPresent(parent -> known(
                        place + ".parent", "stage", parent, experiment.stages().keySet()));
        stage.replay()
                .map(Replay::of)
                .ifPresent(earlier -> known(
                        place + ".replay.of",
                        "stage",
                        earlier,
                        experiment.stages().keySet()));
        stage.data()
                .keySet()
                .forEach(corpus -> known(
                        place + ".data", "corpus", corpus, experiment.corpora().keySet()));
        int context = experiment.model().context();
        if (stage.tokens().sequences(context).count() == 0) {
            add(
                    file + ": " + place + ".tokens",
                    "Cannot train on less than one sequence: got " + stage.tokens() + " tokens, expected at least "
                            + context + ".");
            return;
        }
        problems.attempt(
                file + ": " + place + ".data", () -> streamOf(stage, experiment).slots());
        problems.attempt(file + ": " + place + ".schedule", () -> {
            stage.schedule().check(trained(stage, context));
            return stage;
        });
    }

    /** The stage's tokens in whole sequences. */
    static Tokens trained(Stage stage, int context) {
        return stage.tokens().sequences(context).tokens(context);
    }

    static StreamConfiguration streamOf(Stage stage, Experiment experiment) {
        Optional<Replay> replay = stage.replay().filter(each -> !each.share().isNone());
        return new StreamConfiguration(
                experiment.model().context(),
                stage.tokens().sequences(experiment.model().context()),
                experiment.seed().named("streams"),
                stage.data(),
                replay,
                stage.epochs());
    }

    private void known(String place, String kind, String name, Collection<String> known) {
        if (!known.contains(name)) {
            add(file + ": " + place, "Cannot find the " + kind + " '" + name + "'." + Names.suggestion(name, known));
        }
    }

    private void add(String location, String message) {
        problems.add(ErrorCode.CONFIGURATION, location, message);
    }
}
