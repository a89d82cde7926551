/**
 * The vocabulary that all modules share: units, shares, seeds, fingerprints, errors, manifests, and the reader of experiments.
 * It knows neither Spark nor DL4J. Start from {@link dev.perennial.conf.Share}.
 */
package dev.perennial.conf;
