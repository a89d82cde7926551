package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.SlotPlan.Part;
import dev.perennial.mixing.StandingStream;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.training.registry.StandingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The replay of all that a lineage of models saw, as if their streams were one: each stage's share is exactly that of its sequences among
 * those of all stages. Each goes on where the last replay of it stopped, so that nothing is seen a third time before all is seen twice;
 * where too little is left, from its beginning.
 *
 * @param chain the models, oldest first, those that were trained here
 * @param sequences of the stage to come
 */
record ReplayOfAll(List<StandingModel> chain, NextTemplate.Replayed wish, Sequences sequences) {

    /** One replay a stage; none where nothing is to be replayed. */
    List<Replay> replays() {
        if (wish.share().isNone()) {
            return List.of();
        }
        long seen = chain.stream().mapToLong(StandingModel::sequences).sum();
        if (seen == 0) {
            throw refused("Cannot replay what came before: the parent was imported, and what it saw is not known. Set "
                    + NextTemplate.STAGE + ".replay = 0.");
        }
        List<Part> parts = new ArrayList<>();
        for (StandingModel model : chain) {
            Share share = wish.share().within(new Share(model.sequences(), seen));
            parts.add(new Part(Replay.inOrder(model.stage(), share, 0).name(), share));
        }
        SlotPlan slots = slots(parts);
        List<Replay> replays = new ArrayList<>();
        for (int stage = 0; stage < chain.size(); stage++) {
            StandingModel model = chain.get(stage);
            long needed = slots.count(stage, sequences.count());
            if (needed > model.sequences()) {
                throw refused("Cannot replay " + needed + " sequences of '" + model.stage() + "': the model saw "
                        + new Sequences(model.sequences()) + " of it. Lower " + NextTemplate.STAGE
                        + ".replay or its tokens.");
            }
            long stopped = stopped(model.stage());
            long from = stopped + needed <= model.sequences() ? stopped : 0;
            replays.add(new Replay(model.stage(), parts.get(stage).share(), from, wish.order()));
        }
        return replays;
    }

    private SlotPlan slots(List<Part> parts) {
        Share fresh = wish.share().complement();
        return SlotPlan.replaying(parts, fresh.isNone() ? List.of() : List.of(new Part("new", fresh)));
    }

    /** Where the furthest replay of a stage's stream stopped, of those that went by its order. */
    private long stopped(String stage) {
        long stopped = 0;
        for (StandingModel model : chain) {
            Map<String, Long> trained = model.parts();
            StreamConfiguration stream =
                    model.stream().map(StandingStream::configuration).orElseThrow();
            for (Replay replay : stream.replays().values()) {
                if (replay.of().equals(stage) && replay.order() == Replay.Order.ORIGINAL) {
                    stopped = Math.max(stopped, replay.from() + trained.get(replay.name()));
                }
            }
        }
        return stopped;
    }

    private static PerennialException refused(String message) {
        return new PerennialException(ErrorCode.TOO_LITTLE_DATA, message);
    }
}
