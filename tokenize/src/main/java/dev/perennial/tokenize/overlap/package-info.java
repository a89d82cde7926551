/**
 * How much of what is held out for validation stands in the training text after all, n-gram by n-gram; Spark spreads it.
 * Start from {@link dev.perennial.tokenize.overlap.NGrams}.
 */
package dev.perennial.tokenize.overlap;
