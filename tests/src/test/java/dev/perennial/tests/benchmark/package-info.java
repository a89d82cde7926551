/**
 * Measures what a mix costs on corpora that are made up at any size; run by {@code scripts/benchmark mix}.
 * Start from {@link dev.perennial.tests.benchmark.MixBenchmark}.
 */
package dev.perennial.tests.benchmark;
