/**
 * What {@code scripts/benchmark NAME} runs: a class {@code <Name>Benchmark} with a main for each benchmark; no build runs them.
 */
package dev.perennial.tests.benchmark;
