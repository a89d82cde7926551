package dev.perennial.tokenize;

/** Hears of the pairs that come and go in one word. */
interface PairChange {
    void appeared(long pair);

    void vanished(long pair);
}
