package dev.perennial.mixing.spark;

import dev.perennial.mixing.proof.RowProof;

/** What a part of a stream can be taken from, and how much there is. */
sealed interface Supply permits TextSupply, ReplaySupply {
    /** The sequences that may be taken, all allowed passes together. */
    long available();

    /** Where the part's elements come from, of which the stream takes so many. */
    RowProof.Origin origin(long taken);
}
