package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Mixture;
import dev.perennial.mixing.Portion;
import dev.perennial.mixing.StreamConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The stream that a stage asks for: lengths in tokens become boundaries in sequences. */
final class StageStream {
    /** The name of the seed by which streams are ordered. */
    static final String SEED = "streams";

    private StageStream() {}

    static StreamConfiguration of(Stage stage, Experiment experiment) {
        return of(
                stage,
                experiment,
                skipped(stage, experiment),
                segment -> new Mixture(segment.data(), segment.replay()));
    }

    /** The same replays beside anything: what they need does not depend on the data, which may be wrong. */
    static StreamConfiguration replaysOf(Stage stage, Experiment experiment) {
        return of(
                stage,
                experiment,
                Map.of(),
                segment -> new Mixture(Map.of("data", Portion.of(Share.ALL)), segment.replay()));
    }

    private static Map<String, Sequences> skipped(Stage stage, Experiment experiment) {
        Map<String, Sequences> skipped = new TreeMap<>();
        stage.skip()
                .forEach((part, tokens) ->
                        skipped.put(part, tokens.sequences(experiment.model().context())));
        return skipped;
    }

    private static StreamConfiguration of(
            Stage stage,
            Experiment experiment,
            Map<String, Sequences> skipped,
            Function<Stage.Segment, Mixture> mixture) {
        int context = experiment.model().context();
        List<StreamConfiguration.Segment> segments = new ArrayList<>();
        long until = 0;
        long before = 0;
        for (int i = 0; i < stage.segments().size(); i++) {
            Stage.Segment segment = stage.segments().get(i);
            boolean last = i == stage.segments().size() - 1;
            until = last ? rest(segment, stage) : until + length(segment, stage);
            long end = new Tokens(until).sequences(context).count();
            if (until > stage.tokens().count()
                    || end == before && stage.segments().size() > 1) {
                throw refused("Cannot change the mixture at token " + new Tokens(until)
                        + ": a segment is at least one sequence of " + context + ", and the stage has " + stage.tokens()
                        + " tokens.");
            }
            segments.add(new StreamConfiguration.Segment(new Sequences(end - before), mixture.apply(segment)));
            before = end;
        }
        return new StreamConfiguration(
                context, experiment.seed().named(SEED), stage.epochs(), stage.packing(), skipped, segments);
    }

    private static long length(Stage.Segment segment, Stage stage) {
        return segment.tokens()
                .orElseThrow(() -> refused("Cannot change the mixture: a segment before the last has no tokens."
                        + " Say how long it is; the last takes what is left."))
                .in(stage.tokens())
                .count();
    }

    private static long rest(Stage.Segment last, Stage stage) {
        if (last.tokens().isPresent()) {
            throw refused("Cannot give the last segment " + last.tokens().get()
                    + " tokens: it takes what is left of the stage. Leave its tokens out.");
        }
        return stage.tokens().count();
    }

    private static PerennialException refused(String message) {
        return new PerennialException(ErrorCode.CONFIGURATION, message);
    }
}
