package dev.perennial.mixing.packing;

import java.util.List;

/** Places the documents of a shard, which are asked for one after another. */
public interface Placement {
    /** Where the next document stands, which has so many tokens, its end of text included. */
    List<Stretch> next(int tokens);
}
