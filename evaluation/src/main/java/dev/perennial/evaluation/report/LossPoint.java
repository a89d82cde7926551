package dev.perennial.evaluation.report;

import dev.perennial.evaluation.Interval;
import java.util.Optional;

/**
 * What a run knew of a distribution at one point of its way: at its parent's end, at a state that was evaluated, and at its own end.
 *
 * @param tokens of the run that were consumed then; 0 at the parent's end
 * @param loss on the distribution's validation documents, in nats a token
 */
public record LossPoint(
        String run, String distribution, long tokens, double loss, Optional<Interval> interval, double bitsPerByte) {}
