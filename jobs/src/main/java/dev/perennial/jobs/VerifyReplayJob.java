package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.mixing.spark.StreamBuilder;
import dev.perennial.mixing.spark.StreamProof;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerProof;
import dev.perennial.training.round.Rounds;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code verify-replay}: recomputes what every position of a stream must hold, and compares with the stream as it stands and with
 * the ledger of the training that consumed it.
 */
@Command(
        name = "verify-replay",
        description =
                "Proves that streams and training ledgers hold exactly what was planned, or names the first difference.")
public final class VerifyReplayJob extends ExperimentJob {
    @Option(names = "--stage", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> only = List.of();

    public static void main(String[] arguments) {
        Perennial.run("verify-replay", arguments);
    }

    /** A verdict as {@code --json} prints it. */
    record Verdict(String stage, long sequences, boolean trained, boolean proved, Optional<String> difference) {}

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        List<Verdict> verdicts = chosen(only, pipeline.stages(), "stage").stream()
                .map(stage -> verdict(stage, pipeline))
                .toList();
        for (Verdict verdict : verdicts) {
            terminal.say(verdict.stage() + ": "
                    + verdict.difference()
                            .map(difference -> "NOT PROVED, " + difference)
                            .orElse("PROVED, " + verdict.sequences() + " sequences planned = built"
                                    + (verdict.trained() ? " = consumed" : ", not trained yet")));
            if (json) {
                System.out.println(Json.line(verdict));
            }
        }
        verdicts.stream().filter(verdict -> !verdict.proved()).findFirst().ifPresent(verdict -> {
            throw new PerennialException(
                    ErrorCode.CORRUPT_ARTEFACT,
                    "Cannot prove the stream of '" + verdict.stage() + "': "
                            + verdict.difference().orElseThrow() + ".");
        });
    }

    private static Verdict verdict(String stage, Pipeline pipeline) {
        TokenStream stream = pipeline.stream(stage);
        StreamBuilder builder = pipeline.streamBuilder(stage);
        SparkSession spark = pipeline.spark();
        Optional<Checkpoint> checkpoint = pipeline.trained(stage);
        Optional<Difference> difference = StreamProof.prove(
                        spark, builder, stream, pipeline.store().hadoop())
                .or(() -> checkpoint.flatMap(trained -> new LedgerProof(
                                stream,
                                builder.configuration().slots(),
                                new Rounds(
                                        pipeline.experiment().training().rounds(),
                                        stream.sequences(),
                                        stream.context()))
                        .check(trained.ledgerText(pipeline.store()))));
        return new Verdict(
                stage,
                stream.sequences(),
                checkpoint.isPresent(),
                difference.isEmpty(),
                difference.map(Difference::toString));
    }
}
