package dev.perennial.evaluation.paper;

/** What a claim says of its contrast. */
public sealed interface Expectation {

    /** The contrast is above zero. */
    record Positive() implements Expectation {}

    /** The contrast is nearer to zero than a margin. */
    record Within(double margin) implements Expectation {}
}
