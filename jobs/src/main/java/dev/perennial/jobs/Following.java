package dev.perennial.jobs;

import dev.perennial.conf.Store;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.SavedRounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Evaluates the states of runs as they are saved, until all that the runs make stands. It makes nothing that a run makes, so both work in
 * one workspace side by side; a run that is not there yet, or was killed and will go on, is waited for.
 */
final class Following {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Pipeline standing;
    private final Supplier<SparkSession> spark;
    private final long every;
    private final Duration patience;
    private final Terminal terminal;
    private final Consumer<EvaluatedLoss> results;
    private final Set<String> seen = new HashSet<>();
    private String said = "";

    /**
     * @param standing what the run has made so far
     * @param every one in so many saved states is evaluated
     * @param patience how long at a stretch it goes on while no run is in the workspace
     * @param results told of every loss, of those that stood already as well
     */
    Following(
            Pipeline standing,
            Supplier<SparkSession> spark,
            long every,
            Duration patience,
            Terminal terminal,
            Consumer<EvaluatedLoss> results) {
        this.standing = standing;
        this.spark = spark;
        this.every = every;
        this.patience = patience;
        this.terminal = terminal;
        this.results = results;
    }

    void follow(List<String> stages) {
        Instant lastRun = Instant.now();
        while (true) {
            Ending.check();
            // Before the look: what a run saves last, it saves while it holds the workspace.
            boolean isUnderWay = Workspaces.isInUse(standing.store());
            List<String> open = stages.stream().filter(stage -> !isOver(stage)).toList();
            if (open.isEmpty()) {
                return;
            }
            if (isUnderWay) {
                lastRun = Instant.now();
                say("waiting for " + missing(open) + "; a run is under way");
            } else if (Duration.between(lastRun, Instant.now()).compareTo(patience) < 0) {
                say("waiting for " + missing(open) + "; no run is in "
                        + standing.store().root() + ", one that comes within " + inWords(patience)
                        + " is followed (--wait)");
            } else {
                say(
                        "no run is in " + standing.store().root() + ", and not all stands that it makes: "
                                + missing(open)
                                + ". Run this very experiment, with the same settings, and follow it; what was evaluated stands");
                return;
            }
            pause();
        }
    }

    /** Once, until there is something else to say. */
    private void say(String line) {
        if (!line.equals(said)) {
            terminal.say(line);
            said = line;
        }
    }

    private static String inWords(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /** Evaluates what is new of a stage, on the corpora that stand; whether no more is to come. */
    private boolean isOver(String stage) {
        try {
            boolean isTrained = standing.trained(stage).isPresent();
            List<String> corpora = standing.distributions().stream()
                    .filter(name -> stands(() -> standing.corpus(name)))
                    .toList();
            for (Checkpoint state : new SavedStates(standing).standing(stage, every)) {
                List<String> unseen = corpora.stream()
                        .filter(name -> !seen.contains(pair(state, name)))
                        .toList();
                if (!unseen.isEmpty()) {
                    evaluate(state, unseen);
                    unseen.forEach(name -> seen.add(pair(state, name)));
                }
            }
            return isTrained && corpora.size() == standing.distributions().size();
        } catch (NotStanding e) {
            return false;
        }
    }

    private static String pair(Checkpoint state, String corpus) {
        return state.name() + " on " + corpus;
    }

    private void evaluate(Checkpoint state, List<String> corpora) {
        try {
            new Evaluations(standing).ofState(state, corpora, spark).forEach(results);
        } catch (Exception e) {
            if (isThere(standing.store(), new Path(state.folder()))) {
                throw e;
            }
            terminal.say("passed over: the run removed the state " + state.name()
                    + " before it was evaluated; with training.keep-every it would stay");
        }
    }

    /** Models and corpora, by name. */
    private String missing(List<String> open) {
        List<String> missing = new ArrayList<>();
        open.stream()
                .filter(stage -> !stands(() -> standing.trained(stage).orElseThrow(NotStanding::new)))
                .forEach(stage -> missing.add("the model of " + stage));
        standing.distributions().stream()
                .filter(name -> !stands(() -> standing.corpus(name)))
                .forEach(name -> missing.add("the corpus " + name));
        return String.join(", ", missing);
    }

    private static boolean stands(Supplier<?> artefact) {
        try {
            artefact.get();
            return true;
        } catch (NotStanding e) {
            return false;
        }
    }

    private static boolean isThere(Store store, Path folder) {
        return new SavedRounds(store, folder.getParent().getParent()).isWhole(folder);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
