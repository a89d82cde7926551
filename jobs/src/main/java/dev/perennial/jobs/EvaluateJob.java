package dev.perennial.jobs;

import dev.perennial.conf.Json;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.LossSums;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code evaluate}: the losses of every checkpoint on every distribution. */
@Command(name = "evaluate", description = "Evaluates every checkpoint on every distribution.")
public final class EvaluateJob extends ExperimentJob {
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

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        for (EvaluatedLoss evaluated : new Evaluations(pipeline).losses()) {
            terminal.say(inWords(evaluated));
            if (json) {
                System.out.println(Json.line(Line.of(evaluated)));
            }
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
