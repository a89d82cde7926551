package dev.perennial.mixing;

/** How documents become sequences. */
public enum Packing {
    /** End to end, an end of text after each, and cut wherever a sequence ends: every token is used, as the paper does. */
    CONCATENATE,
    /** As many whole documents in a sequence as fit best; only what is longer than a sequence is cut, and what is left is padded. */
    BEST_FIT
}
