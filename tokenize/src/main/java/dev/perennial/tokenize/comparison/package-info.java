/**
 * How well tokenizers suit distributions: counts that add up, and the measures people compare tokenizers by; Spark spreads them.
 * Start from {@link dev.perennial.tokenize.comparison.TokenizerCounts}.
 */
package dev.perennial.tokenize.comparison;
