/**
 * What a model knows of each distribution, and what it forgot and learned. Start from {@link dev.perennial.evaluation.Loss}.
 */
package dev.perennial.evaluation;
