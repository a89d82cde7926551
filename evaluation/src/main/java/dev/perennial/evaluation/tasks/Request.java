package dev.perennial.evaluation.tasks;

import java.io.Serializable;

/** A text whose likelihood is wanted, given the text before it. */
public record Request(String context, String continuation) implements Serializable {}
