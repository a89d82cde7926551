package dev.perennial.evaluation.tasks;

import java.io.Serializable;
import java.util.List;

/**
 * What a model made of a question.
 *
 * @param logLikelihoods in nats, of each continuation, or of the whole text
 * @param likeliest whether no token of a continuation had a likelier one in its place
 * @param truncated of how many continuations the context was too long, and lost its beginning
 */
public record QuestionScore(List<Double> logLikelihoods, List<Boolean> likeliest, int truncated)
        implements Serializable {}
