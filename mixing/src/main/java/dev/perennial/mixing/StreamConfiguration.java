package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that shapes a stream, besides the corpora and the stream it draws from.
 *
 * @param fresh shares of the corpora within what is not replayed; they add up to 1
 * @param epochs how often at most a corpus may be passed over
 */
public record StreamConfiguration(
        int context, Sequences sequences, Seed seed, Map<String, Share> fresh, Optional<Replay> replay, int epochs) {

    public StreamConfiguration {
        if (epochs < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot pass over a corpus: epochs does not fit, got " + epochs + ", expected at least 1.");
        }
    }

    /** The parts in slot order: replay first, then the corpora by name. */
    public List<SlotPlan.Part> parts() {
        List<SlotPlan.Part> parts = new ArrayList<>();
        Share replayed = replay.map(Replay::share).orElse(Share.NONE);
        if (!replayed.isNone()) {
            parts.add(new SlotPlan.Part(replayPart(replay.orElseThrow().of()), replayed));
        }
        fresh.forEach((corpus, share) -> {
            if (!share.isNone()) {
                parts.add(new SlotPlan.Part(corpus, share.within(replayed.complement())));
            }
        });
        return parts;
    }

    public SlotPlan slots() {
        List<SlotPlan.Part> parts = parts();
        boolean replays = replay.filter(each -> !each.share().isNone()).isPresent();
        return replays && parts.size() > 1 ? SlotPlan.replaying(parts) : SlotPlan.of(parts);
    }

    public static String replayPart(String stage) {
        return "replay of " + stage;
    }
}
