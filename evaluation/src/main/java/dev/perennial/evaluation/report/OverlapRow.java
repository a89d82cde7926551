package dev.perennial.evaluation.report;

import dev.perennial.tokenize.overlap.Overlap;

/**
 * How much of a distribution's validation documents occurs in a corpus's training documents: what its losses are to be read with.
 *
 * @param duplicates equal texts that were dropped when the distribution's corpus was made, before it was split
 */
public record OverlapRow(Overlap overlap, long duplicates) {}
