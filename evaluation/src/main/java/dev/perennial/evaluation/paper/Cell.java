package dev.perennial.evaluation.paper;

/** One figure of one seed's table: the validation loss of a stage's model on a distribution, in nats a token. */
public record Cell(String stage, String distribution) {}
