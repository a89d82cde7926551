package dev.perennial.evaluation.report;

/** A distribution on which models were evaluated, with the name people know it by. */
public record DistributionColumn(String name, String title) {}
