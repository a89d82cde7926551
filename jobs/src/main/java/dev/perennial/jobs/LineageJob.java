package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.Lineage;
import dev.perennial.tokenize.shard.Corpus;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lineage}: which documents stand at a position of a stream, and at which positions a document stands. */
@Command(
        name = "lineage",
        description = "Names the source files and lines behind a position of a stream, or the positions of a document.")
public final class LineageJob extends ExperimentJob {
    @Option(names = "--stage", required = true, paramLabel = "NAME", description = "the stage whose stream is asked")
    String stage;

    @ArgGroup(multiplicity = "1")
    Question question;

    /** Either of the two. */
    static final class Question {
        @Option(names = "--position", paramLabel = "N", description = "a position of the stream, from 0")
        Long position;

        @Option(names = "--document", paramLabel = "ID", description = "a document's id, 32 hexadecimal digits")
        String document;
    }

    public static void main(String[] arguments) {
        Perennial.run("lineage", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        TokenStream stream = pipeline.stream(stage);
        Lineage lineage = new Lineage(pipeline::spark, pipeline.store().hadoop());
        if (question.position != null) {
            back(pipeline, stream, lineage, terminal);
        } else {
            forth(pipeline, lineage, terminal);
        }
    }

    private void back(Pipeline pipeline, TokenStream stream, Lineage lineage, Terminal terminal) {
        long position = question.position;
        if (position < 0 || position >= stream.sequences()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot look at the stream of '" + stage + "': got position " + position + ", expected 0 to "
                            + (stream.sequences() - 1) + ".");
        }
        Sequence row =
                stream.read(position, position + 1, pipeline.store().hadoop()).get(0);
        terminal.say("position " + position + ": " + row.part() + ", " + row.origin());
        List<Corpus> corpora = pipeline.experiment().distributions().stream()
                .map(pipeline::corpus)
                .toList();
        for (Lineage.Stretch stretch : lineage.of(row, corpora)) {
            terminal.say(String.format(
                    "    %d tokens from token %d of %s, %s",
                    stretch.length(),
                    stretch.from(),
                    stretch.document(),
                    stretch.origin()
                            .map(origin -> origin.corpus() + " " + origin.source() + ":" + origin.line() + " ("
                                    + origin.domain() + ")")
                            .orElse("in no corpus of this experiment")));
            if (json) {
                System.out.println(Json.line(stretch));
            }
        }
    }

    private void forth(Pipeline pipeline, Lineage lineage, Terminal terminal) {
        List<Lineage.Use> uses =
                lineage.of(id(question.document), pipeline.streamBuilder(stage), pipeline::streamBuilder);
        terminal.say("document " + question.document + " stands at " + uses.size() + " positions of '" + stage + "'");
        for (Lineage.Use use : uses) {
            terminal.say(String.format(
                    "    position %d: %d tokens from token %d (%s)",
                    use.position(), use.length(), use.from(), use.part()));
            if (json) {
                System.out.println(Json.line(use));
            }
        }
    }

    private static byte[] id(String text) {
        if (!text.matches("[0-9a-fA-F]{32}")) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot look for the document '" + text + "': expected 32 hexadecimal digits, as lineage --position"
                            + " prints them.");
        }
        return HexFormat.of().parseHex(text.toLowerCase(java.util.Locale.ROOT));
    }
}
