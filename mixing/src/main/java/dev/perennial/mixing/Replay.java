package dev.perennial.mixing;

import dev.perennial.conf.Default;
import dev.perennial.conf.Share;

/**
 * Takes a share of a stream from an earlier stage's stream.
 *
 * @param of the earlier stage
 * @param share of this stage's sequences
 * @param from the position of the earlier stream at which to begin
 * @param order of the earlier stream, as the paper does, or what follows {@code from} shuffled anew
 */
public record Replay(
        String of, @Default("0 %") Share share, @Default("0") long from, @Default("original") Order order) {

    /** In which order the earlier stream is seen again. */
    public enum Order {
        ORIGINAL,
        SHUFFLED
    }

    /** As the paper does it. */
    public static Replay inOrder(String of, Share share, long from) {
        return new Replay(of, share, from, Order.ORIGINAL);
    }

    /** The name of the part, as plans, streams and ledgers say it. */
    public String name() {
        return "replay of " + of;
    }
}
