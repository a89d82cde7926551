package dev.perennial.mixing;

import dev.perennial.conf.Default;
import dev.perennial.conf.Share;

/**
 * Takes a share of a stream from an earlier stage's stream, in its original order.
 *
 * @param of the earlier stage
 * @param share of this stage's sequences
 * @param from the position of the earlier stream at which to begin
 */
public record Replay(String of, @Default("0 %") Share share, @Default("0") long from) {}
