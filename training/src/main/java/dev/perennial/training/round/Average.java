package dev.perennial.training.round;

/** The average itself is where the next round starts. */
public record Average() implements OuterStep {}
