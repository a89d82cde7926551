/**
 * How much of the old data to replay in a shift of one's own, from a cheap probe and from what came of known shifts; every figure names
 * its source. Start from {@link dev.perennial.evaluation.advice.Advisor}.
 */
package dev.perennial.evaluation.advice;
