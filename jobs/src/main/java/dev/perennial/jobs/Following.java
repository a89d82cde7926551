package dev.perennial.jobs;

import dev.perennial.conf.Store;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.SavedRounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Evaluates the states of runs as they are saved, until the runs end. It makes nothing that a run makes, so both work in one workspace
 * side by side.
 */
final class Following {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Pipeline standing;
    private final Supplier<SparkSession> spark;
    private final long every;
    private final Terminal terminal;
    private final Consumer<EvaluatedLoss> results;
    private final Set<String> seen = new HashSet<>();

    /**
     * @param standing what the run has made so far
     * @param every one in so many saved states is evaluated
     * @param results told of every loss, of those that stood already as well
     */
    Following(
            Pipeline standing,
            Supplier<SparkSession> spark,
            long every,
            Terminal terminal,
            Consumer<EvaluatedLoss> results) {
        this.standing = standing;
        this.spark = spark;
        this.every = every;
        this.terminal = terminal;
        this.results = results;
    }

    void follow(List<String> stages) {
        while (true) {
            Ending.check();
            // Before the look: what a run saves last, it saves while it holds the workspace.
            boolean isUnderWay = Workspaces.isInUse(standing.store());
            List<String> open = stages.stream().filter(stage -> !isOver(stage)).toList();
            if (open.isEmpty()) {
                return;
            }
            if (!isUnderWay) {
                terminal.say("no run is in the workspace, and not all stands that it makes: " + missing(open)
                        + ". Start the run first, then follow it; what was evaluated stands");
                return;
            }
            pause();
        }
    }

    /** Evaluates what is new of a stage; whether no more is to come. */
    private boolean isOver(String stage) {
        try {
            boolean isTrained = standing.trained(stage).isPresent();
            for (Checkpoint state : new SavedStates(standing).standing(stage, every)) {
                if (!seen.contains(state.name())) {
                    evaluate(state);
                    seen.add(state.name());
                }
            }
            return isTrained;
        } catch (NotStanding e) {
            return false;
        }
    }

    private void evaluate(Checkpoint state) {
        try {
            new Evaluations(standing).losses(state, spark).forEach(results);
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
