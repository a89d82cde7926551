package dev.perennial.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.perennial.conf.ConfigurationFile;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Secrets;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Portion;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.StreamConfiguration;
import java.io.File;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads an experiment and checks that its parts fit together; all problems are reported at once. */
final class ExperimentReader {
    /** A section for a user's own values, to be named by {@code ${let...}}; nothing else reads it. */
    private static final String LET = "let";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Problems problems = new Problems();
    private final ConfigObject written;
    private StandingParts standing = new StandingParts(new Standing(Map.of(), Map.of()), null);

    private ExperimentReader(ConfigObject written) {
        this.written = written;
    }

    /** An experiment and the resolved text it was read from. */
    record Reading(Experiment experiment, String text) {}

    static Reading read(File file, List<String> overrides) {
        Config config = ConfigurationFile.read(file, overrides);
        ConfigObject written = config.withoutPath(LET).root();
        ExperimentReader reader = new ExperimentReader(written);
        Experiment experiment = new RecordReader(reader.problems).read(written, Experiment.class);
        if (experiment != null) {
            reader.check(experiment);
        }
        reader.problems.throwIfAny();
        return new Reading(experiment, Secrets.redacted(ConfigurationFile.render(config)));
    }

    private void check(Experiment experiment) {
        if (experiment.distributions().isEmpty() || experiment.stages().isEmpty()) {
            add(place(), "Cannot run an experiment without corpora and stages: at least one of each is needed.");
        }
        experiment.corpora().keySet().forEach(name -> named("corpora", name));
        experiment.stages().keySet().forEach(name -> named("stages", name));
        experiment.models().keySet().forEach(name -> named("models", name));
        experiment.models().keySet().stream()
                .filter(experiment.trainedStages()::contains)
                .forEach(name ->
                        add(place("models", name), "Cannot name a model '" + name + "': a stage has that name."));
        if (!experiment.standing().isEmpty()) {
            standing = StandingParts.of(experiment);
            standing(experiment);
        }
        experiment.stages().forEach((name, stage) -> check(name, stage, experiment));
        problems.attempt(place("stages"), () -> StageOrder.of(experiment.stages()));
        experiment
                .evaluate()
                .on()
                .forEach(name -> known(place("evaluate", "on"), "corpus", name, experiment.distributions()));
        experiment
                .evaluate()
                .old()
                .ifPresent(name -> known(place("evaluate", "old"), "corpus", name, experiment.distributions()));
        experiment.evaluate().tasks().keySet().forEach(name -> named("evaluate.tasks", name));
        experiment.evaluate().models().forEach((name, combination) -> {
            named("evaluate.models", name);
            combination
                    .members()
                    .forEach(stage -> known(
                            place("evaluate", "models", name),
                            "stage",
                            stage,
                            experiment.stages().keySet()));
            if (experiment.stages().containsKey(name)) {
                add(place("evaluate", "models", name), "Cannot name a model '" + name + "': a stage has that name.");
            }
        });
        experiment
                .tokenizer()
                .file()
                .filter(path -> !path.contains(":") && !new File(path).isFile())
                .ifPresent(path -> problems.add(
                        ErrorCode.MISSING_FILE,
                        place("tokenizer", "file"),
                        "Cannot read '" + path + "': no such file."));
    }

    private void check(String name, Stage stage, Experiment experiment) {
        stage.parent()
                .ifPresent(parent -> known(place("stages", name, "parent"), "stage", parent, experiment.parents()));
        if (stage.at().isPresent()
                && stage.parent().filter(experiment.stages()::containsKey).isEmpty()) {
            add(place("stages", name, "at"), "Cannot branch off: 'at' is a point of a parent that is a stage.");
            return;
        }
        for (int i = 0; i < stage.segments().size(); i++) {
            Stage.Segment segment = stage.segments().get(i);
            List<String> place = stage.mixture().isEmpty()
                    ? List.of("stages", name)
                    : List.of("stages", name, "mixture", Integer.toString(i));
            for (int each = 0; each < segment.replay().size(); each++) {
                known(
                        place(
                                segment.replay().size() > 1
                                        ? then(place, "replay", Integer.toString(each), "of")
                                        : then(place, "replay", "of")),
                        "stage",
                        segment.replay().get(each).of(),
                        experiment.trainedStages());
            }
            corpora(then(place, "data"), segment.data(), experiment);
        }
        int context = experiment.model().context();
        if (stage.tokens().sequences(context).count() == 0) {
            add(
                    place("stages", name, "tokens"),
                    "Cannot train on less than one sequence: got " + stage.tokens() + " tokens, expected at least "
                            + context + ".");
            return;
        }
        mixes(name, stage, experiment);
        problems.attempt(place("stages", name, "schedule"), () -> {
            stage.schedule().check(trained(stage, context));
            stage.parent()
                    .filter(experiment.parents()::contains)
                    .ifPresent(parent -> Continuation.check(stage, experiment, standing));
            return stage;
        });
    }

    /** Every corpus that a mixture names, however deep. */
    private void corpora(String[] place, Map<String, Portion> data, Experiment experiment) {
        data.forEach((name, portion) -> {
            if (portion.data().isEmpty()) {
                known(place(place), "corpus", name, experiment.distributions());
            } else {
                corpora(then(List.of(place), name, "data"), portion.data(), experiment);
            }
        });
    }

    private void mixes(String name, Stage stage, Experiment experiment) {
        boolean several = !stage.mixture().isEmpty();
        String place = place("stages", name, several ? "mixture" : "data");
        if (several && !(stage.data().isEmpty() && stage.replay().isEmpty())) {
            add(
                    place,
                    "Cannot mix by both: got mixture and data or replay. Write them inside each section of mixture.");
        }
        problems.attempt(place, () -> StageStream.of(stage, experiment).slots());
        try {
            enough(name, StageStream.replaysOf(stage, experiment), experiment);
        } catch (PerennialException told) {
            // The mixture does not hold together, which was said above.
        }
    }

    /** A replay is taken from the earlier stream once, so that what it needs is known before anything is read. */
    private void enough(String name, StreamConfiguration stream, Experiment experiment) {
        SlotPlan slots = stream.slots();
        stream.replays().forEach((part, replay) -> {
            Optional<Long> earlier = sequences(replay.of(), stream.context(), experiment);
            if (earlier.isEmpty()) {
                return;
            }
            long needed =
                    slots.count(slots.names().indexOf(part), stream.sequences().count());
            long there = Math.max(0, earlier.get() - replay.from());
            if (needed > there) {
                problems.add(
                        ErrorCode.TOO_LITTLE_DATA,
                        place("stages", name, "replay"),
                        "Cannot replay " + needed + " sequences of '" + replay.of() + "': it has " + there
                                + " from position " + replay.from() + " on. Lower the share or the stage's tokens.");
            }
        });
    }

    /** Of the stream of a stage, its own or one that stands. */
    private Optional<Long> sequences(String stage, int context, Experiment experiment) {
        Stage own = experiment.stages().get(stage);
        return own == null
                ? standing.stream(stage).map(stream -> stream.tokens().sequences())
                : Optional.of(own.tokens().sequences(context).count());
    }

    /** What stands is opened, so that whatever does not is told before anything is done. */
    private void standing(Experiment experiment) {
        Standing named = experiment.standing();
        named.stages().keySet().forEach(name -> {
            problems.attempt(place("standing", "stages", name), () -> standing.model(name));
            alone(name, experiment.stages().keySet(), "standing", "stages");
        });
        named.corpora().keySet().forEach(name -> {
            problems.attempt(place("standing", "corpora", name), () -> standing.corpus(name));
            alone(name, experiment.corpora().keySet(), "standing", "corpora");
        });
        if (problems.isEmpty()) {
            Optional.ofNullable(problems.attempt(place("standing", "stages"), standing::streams)).stream()
                    .flatMap(streams -> streams.keySet().stream())
                    .filter(name -> !named.stages().containsKey(name))
                    .forEach(name -> alone(name, experiment.stages().keySet(), "standing", "stages"));
        }
    }

    private void alone(String name, Set<String> others, String... section) {
        if (others.contains(name)) {
            add(
                    place(then(List.of(section), name)),
                    "Cannot take '" + name + "' as it stands: the experiment makes one of that name. Rename that one.");
        }
    }

    /** Names become folders. */
    private void named(String section, String name) {
        if (!NAME.matcher(name).matches()) {
            add(
                    place(section, name),
                    "Cannot use the name '" + name + "': expected letters, digits, '.', '_' and '-'.");
        }
    }

    /** The stage's tokens in whole sequences. */
    static Tokens trained(Stage stage, int context) {
        return stage.tokens().sequences(context).tokens(context);
    }

    private void known(String place, String kind, String name, Collection<String> known) {
        if (!known.contains(name)) {
            add(place, "Cannot find the " + kind + " '" + name + "'." + Names.suggestion(name, known));
        }
    }

    /** Where a key was written, or else the nearest section around it. */
    private String place(String... keys) {
        ConfigValue value = written;
        for (String key : keys) {
            ConfigValue next = value instanceof ConfigObject section ? section.get(key) : null;
            if (value instanceof ConfigList list && key.matches("[0-9]+")) {
                next = list.get(Integer.parseInt(key));
            }
            value = next == null ? value : next;
        }
        return RecordReader.where(value, String.join(".", keys));
    }

    private static String[] then(List<String> place, String... keys) {
        return Stream.concat(place.stream(), Stream.of(keys)).toArray(String[]::new);
    }

    private void add(String location, String message) {
        problems.add(ErrorCode.CONFIGURATION, location, message);
    }
}
