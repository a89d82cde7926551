/**
 * Published laws of losses, fitted to measured ones by least squares on logarithms, with what the data cannot tell said so. Start from
 * {@link dev.perennial.evaluation.law.LawFit}.
 */
package dev.perennial.evaluation.law;
