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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads an experiment and checks that its parts fit together; all problems are reported at once. */
final class ExperimentReader {
    /** A section for a user's own values, to be named by {@code ${let...}}; nothing else reads it. */
    private static final String LET = "let";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Problems problems = new Problems();
    private final ConfigObject written;

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
        if (experiment.corpora().isEmpty() || experiment.stages().isEmpty()) {
            add(place(), "Cannot run an experiment without corpora and stages: at least one of each is needed.");
        }
        experiment.corpora().keySet().forEach(name -> named("corpora", name));
        experiment.stages().keySet().forEach(name -> named("stages", name));
        experiment.models().keySet().forEach(name -> named("models", name));
        experiment.models().keySet().stream()
                .filter(experiment.stages()::containsKey)
                .forEach(name ->
                        add(place("models", name), "Cannot name a model '" + name + "': a stage has that name."));
        experiment.stages().forEach((name, stage) -> check(name, stage, experiment));
        problems.attempt(place("stages"), () -> StageOrder.of(experiment.stages()));
        experiment
                .evaluate()
                .on()
                .forEach(name -> known(
                        place("evaluate", "on"),
                        "corpus",
                        name,
                        experiment.corpora().keySet()));
        experiment
                .evaluate()
                .old()
                .ifPresent(name -> known(
                        place("evaluate", "old"),
                        "corpus",
                        name,
                        experiment.corpora().keySet()));
        experiment.evaluate().models().forEach((name, combination) -> {
            named("evaluate.models", name);
            combination.members().forEach(member -> {
                known(
                        place("evaluate", "models", name),
                        "stage",
                        member.of(),
                        experiment.stages().keySet());
                problems.attempt(place("evaluate", "models", name), () -> {
                    member.check(experiment);
                    return member;
                });
            });
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
                .ifPresent(parent -> known(
                        place("stages", name, "parent"),
                        "stage",
                        parent,
                        both(experiment.stages().keySet(), experiment.models().keySet())));
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
                        experiment.stages().keySet());
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
                    .filter(parent -> experiment.stages().containsKey(parent)
                            || experiment.models().containsKey(parent))
                    .ifPresent(parent -> Continuation.check(stage, experiment));
            return stage;
        });
    }

    /** Every corpus that a mixture names, however deep. */
    private void corpora(String[] place, Map<String, Portion> data, Experiment experiment) {
        data.forEach((name, portion) -> {
            if (portion.data().isEmpty()) {
                known(place(place), "corpus", name, experiment.corpora().keySet());
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
            Stage earlier = experiment.stages().get(replay.of());
            if (earlier == null) {
                return;
            }
            long needed =
                    slots.count(slots.names().indexOf(part), stream.sequences().count());
            long there =
                    Math.max(0, earlier.tokens().sequences(stream.context()).count() - replay.from());
            if (needed > there) {
                problems.add(
                        ErrorCode.TOO_LITTLE_DATA,
                        place("stages", name, "replay"),
                        "Cannot replay " + needed + " sequences of '" + replay.of() + "': it has " + there
                                + " from position " + replay.from() + " on. Lower the share or the stage's tokens.");
            }
        });
    }

    /** Names become folders. */
    private void named(String section, String name) {
        if (!NAME.matcher(name).matches()) {
            add(
                    place(section, name),
                    "Cannot use the name '" + name + "': expected letters, digits, '.', '_' and '-'.");
        }
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> both = new TreeSet<>(one);
        both.addAll(other);
        return both;
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
