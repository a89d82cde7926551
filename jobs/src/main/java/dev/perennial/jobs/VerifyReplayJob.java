package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Account;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.mixing.spark.StreamBuilder;
import dev.perennial.mixing.spark.StreamProof;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerProof;
import dev.perennial.training.round.Rounds;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
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

    /** A verdict as {@code --json} prints it; what is consumed is known of a trained stage whose ledger is proved. */
    record Verdict(
            String stage,
            long sequences,
            boolean trained,
            long consumed,
            boolean proved,
            Optional<String> difference,
            List<Account> accounts) {}

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        List<Verdict> verdicts = withReplayed(chosen(only, pipeline.stages(), "stage"), pipeline).stream()
                .map(stage -> verdict(stage, pipeline))
                .toList();
        for (Verdict verdict : verdicts) {
            terminal.say(text(verdict));
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

    /** A replay is proved from the stream that it replays, so that one is proved as well. */
    private static List<String> withReplayed(List<String> stages, Pipeline pipeline) {
        Set<String> all = new LinkedHashSet<>();
        stages.forEach(stage -> addReplayed(stage, pipeline, all));
        return List.copyOf(all);
    }

    private static void addReplayed(String stage, Pipeline pipeline, Set<String> all) {
        pipeline.streamBuilder(stage).replayed().keySet().forEach(earlier -> addReplayed(earlier, pipeline, all));
        all.add(stage);
    }

    private static String consumed(Verdict verdict) {
        if (!verdict.trained()) {
            return ", not trained yet";
        }
        return verdict.consumed() == verdict.sequences()
                ? " = consumed"
                : ", " + verdict.consumed() + " of them consumed";
    }

    private static String text(Verdict verdict) {
        String heading = verdict.stage() + ": "
                + verdict.difference()
                        .map(difference -> "NOT PROVED, " + difference)
                        .orElse("PROVED, " + verdict.sequences() + " sequences planned = built"
                                + consumed(verdict)
                                + ", no validation document");
        StringBuilder lines = new StringBuilder(heading);
        for (Account account : verdict.accounts()) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%n    %s, %s: %,d tokens planned, %,d built",
                    account.part(),
                    account.domain(),
                    account.planned(),
                    account.built()));
        }
        return lines.toString();
    }

    private static Verdict verdict(String stage, Pipeline pipeline) {
        TokenStream stream = pipeline.stream(stage);
        StreamBuilder builder = pipeline.streamBuilder(stage);
        Optional<Checkpoint> checkpoint = pipeline.trained(stage);
        StreamProof.Outcome outcome = new StreamProof(builder, stream, corpora(stage, pipeline))
                .prove(pipeline.spark(), pipeline.store().hadoop());
        Optional<Difference> difference = outcome.difference()
                .or(() -> checkpoint.flatMap(trained -> consumed(trained, builder, stream, pipeline)));
        return new Verdict(
                stage,
                stream.sequences(),
                checkpoint.isPresent(),
                checkpoint.map(trained -> sequences(trained, pipeline)).orElse(0L),
                difference.isEmpty(),
                difference.map(Difference::toString),
                outcome.accounts());
    }

    /** Of the stage and of all that it replays. */
    private static List<Corpus> corpora(String stage, Pipeline pipeline) {
        Set<String> stages = new LinkedHashSet<>();
        addReplayed(stage, pipeline, stages);
        // Not by name: a corpus may have grown since an earlier stage.
        Map<Fingerprint, Corpus> corpora = new LinkedHashMap<>();
        stages.forEach(each -> pipeline.streamBuilder(each)
                .corpora()
                .values()
                .forEach(corpus -> corpora.put(corpus.fingerprint(), corpus)));
        return List.copyOf(corpora.values());
    }

    /** All of the stream, or what a standing branch point saw of it. */
    private static long sequences(Checkpoint trained, Pipeline pipeline) {
        return pipeline.manifest(new Path(trained.folder())).count("sequences");
    }

    private static Optional<Difference> consumed(
            Checkpoint trained, StreamBuilder builder, TokenStream stream, Pipeline pipeline) {
        Rounds rounds = new Rounds(pipeline.rounds(stream.name()), stream.sequences(), stream.context());
        return new LedgerProof(stream, builder.configuration().slots(), rounds)
                .check(
                        trained.ledgerText(pipeline.store()),
                        trained.state(pipeline.store()).lastLedgerHash(),
                        sequences(trained, pipeline));
    }
}
