package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.LossSums;
import dev.perennial.training.checkpoint.Checkpoint;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evaluate}: the losses of every checkpoint on every distribution, and with {@code --every} those of the states on the way. */
@Command(name = "evaluate", description = "Evaluates every checkpoint on every distribution.")
public final class EvaluateJob extends ExperimentJob {
    @Option(
            names = "--every",
            paramLabel = "N",
            description = "also one in N of the states that runs saved on the way and that stand")
    Optional<Long> every = Optional.empty();

    @Option(
            names = "--follow",
            description =
                    "evaluates only these states, as a run beside this one saves them, until all that it makes stands")
    boolean follow;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Ending.TimeReader.class,
            description =
                    "with --follow: how long it goes on while no run is there, before it began or after it was killed;"
                            + " 10m if not told")
    Duration wait = Duration.ofMinutes(10);

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            description = "with --every or --follow: states of this stage only; may be repeated")
    List<String> only = List.of();

    public static void main(String[] arguments) {
        Perennial.run("evaluate", arguments);
    }

    /**
     * A loss as {@code --json} prints it, in nats a token.
     *
     * @param interval where the loss lies with 95 % confidence; absent of too few documents
     * @param macroLoss the mean of the domains' losses, as {@code loss} is that of all tokens
     */
    record Line(
            String checkpoint,
            String distribution,
            double loss,
            Optional<Interval> interval,
            double perplexity,
            double bitsPerByte,
            long tokens,
            long bytes,
            long documents,
            double macroLoss,
            Map<String, Domain> domains,
            Optional<AgainstParent> againstParent) {
        /** The loss on one domain's documents. */
        record Domain(double loss, double bitsPerByte, long tokens, long documents) {
            static Domain of(LossSums sums) {
                return new Domain(sums.mean(), sums.bitsPerByte(), sums.tokens(), sums.documents());
            }
        }

        /** New minus parent on the same documents, with its interval and whether it can be told from zero. */
        record AgainstParent(String parent, double difference, Optional<Interval> interval, String inWords) {}

        static Line of(EvaluatedLoss evaluated) {
            Loss loss = evaluated.loss();
            Map<String, Domain> domains = new TreeMap<>();
            loss.domains().forEach((name, sums) -> domains.put(name, Domain.of(sums)));
            return new Line(
                    loss.checkpoint(),
                    loss.distribution(),
                    loss.mean(),
                    loss.interval(),
                    loss.perplexity(),
                    loss.bitsPerByte(),
                    loss.tokens(),
                    loss.bytes(),
                    loss.documents(),
                    loss.macroMean(),
                    domains,
                    evaluated
                            .change()
                            .map(change -> new AgainstParent(
                                    change.parent(), change.difference(), change.interval(), change.inWords())));
        }
    }

    /** A run works in the workspace meanwhile; what is kept out is a second follower. */
    @Override
    Workspaces.Lock lock(Store store) {
        return follow ? Workspaces.lock(store, ".follow-lock") : super.lock(store);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        List<String> stages = chosen(only, pipeline.stages(), "stage");
        long count = every.orElse(1L);
        if (count < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot evaluate on the way: --every does not fit, got " + count + ", expected at least 1.");
        }
        if (follow) {
            Pipeline standing =
                    Pipeline.looking(pipeline.experiment(), pipeline.store(), pipeline::spark, Progress.silent());
            new Following(standing, pipeline::spark, count, wait, terminal, loss -> show(loss, terminal))
                    .follow(stages);
            return;
        }
        new Evaluations(pipeline).losses().forEach(loss -> show(loss, terminal));
        if (every.isPresent()) {
            stages.forEach(stage -> onTheWay(stage, count, pipeline, terminal));
        }
    }

    private void onTheWay(String stage, long count, Pipeline pipeline, Terminal terminal) {
        List<Checkpoint> states = new SavedStates(pipeline).standing(stage, count);
        for (Checkpoint state : states) {
            new Evaluations(pipeline)
                    .ofState(state, pipeline.distributions(), pipeline::spark)
                    .forEach(loss -> show(loss, terminal));
        }
        if (states.isEmpty()) {
            terminal.say("no state of '" + stage
                    + "' on the way stands: training.keep-every keeps them beside the model, for runs that begin then");
        }
    }

    private void show(EvaluatedLoss evaluated, Terminal terminal) {
        terminal.say(inWords(evaluated));
        if (json) {
            System.out.println(Json.line(Line.of(evaluated)));
        }
    }

    static String inWords(EvaluatedLoss evaluated) {
        Loss loss = evaluated.loss();
        return String.format(
                Locale.ROOT,
                "%s on %s: %.4f nats a token%s, perplexity %.2f, %.4f bits a byte, %,d tokens%s",
                loss.checkpoint(),
                loss.distribution(),
                loss.mean(),
                loss.interval()
                        .map(bounds -> String.format(Locale.ROOT, " [%.4f, %.4f]", bounds.low(), bounds.high()))
                        .orElse(" (too few documents for an interval)"),
                loss.perplexity(),
                loss.bitsPerByte(),
                loss.tokens(),
                evaluated
                        .change()
                        .map(change -> String.format(
                                Locale.ROOT,
                                "; against %s %+.4f: %s",
                                change.parent(),
                                change.difference(),
                                change.inWords()))
                        .orElse(""));
    }
}
