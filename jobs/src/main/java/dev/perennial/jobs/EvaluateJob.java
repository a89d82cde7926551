package dev.perennial.jobs;

import dev.perennial.conf.Json;
import dev.perennial.evaluation.Loss;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code evaluate}: the losses of every checkpoint on every distribution. */
@Command(name = "evaluate", description = "Evaluates every checkpoint on every distribution.")
public final class EvaluateJob extends ExperimentJob {
    public static void main(String[] arguments) {
        Perennial.run("evaluate", arguments);
    }

    /** A loss as {@code --json} prints it. */
    record Line(
            String checkpoint,
            String distribution,
            double loss,
            double perplexity,
            double bitsPerByte,
            long tokens,
            long bytes,
            long documents) {
        static Line of(Loss loss) {
            return new Line(
                    loss.checkpoint(),
                    loss.distribution(),
                    loss.mean(),
                    loss.perplexity(),
                    loss.bitsPerByte(),
                    loss.tokens(),
                    loss.bytes(),
                    loss.documents());
        }
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        List<Loss> losses = pipeline.losses();
        for (Loss loss : losses) {
            terminal.say(String.format(
                    Locale.ROOT,
                    "%s on %s: %.4f nats a token, perplexity %.2f, %.4f bits a byte, %,d tokens",
                    loss.checkpoint(),
                    loss.distribution(),
                    loss.mean(),
                    loss.perplexity(),
                    loss.bitsPerByte(),
                    loss.tokens()));
            if (json) {
                System.out.println(Json.line(Line.of(loss)));
            }
        }
    }
}
