package dev.perennial.mixing.spark;

import dev.perennial.conf.Seed;
import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.RowProof;

/** An earlier stream from a position on, once. */
record ReplaySupply(TokenStream stream, Replay replay, Seed seed) implements Supply {
    @Override
    public long available() {
        return Math.max(0, stream.sequences() - replay.from());
    }

    @Override
    public RowProof.Origin origin(long taken) {
        return earlier();
    }

    RowProof.Earlier earlier() {
        return switch (replay.order()) {
            case ORIGINAL -> new RowProof.Replayed(stream, replay.from());
            case SHUFFLED ->
                new RowProof.Reshuffled(
                        stream, replay.from(), new Permutation(available(), seed.named("order of " + replay.name())));
        };
    }
}
