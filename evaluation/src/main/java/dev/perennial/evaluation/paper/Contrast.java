package dev.perennial.evaluation.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A weighted sum of losses, whose sign is what a claim is about. */
public record Contrast(List<Term> terms) {
    public Contrast {
        terms = List.copyOf(terms);
    }

    /** A loss and how often it counts; below zero, it is taken away. */
    public record Term(double weight, Cell cell) {}

    /** The loss of a stage on a distribution. */
    public static Contrast loss(String stage, String distribution) {
        return new Contrast(List.of(new Term(1, new Cell(stage, distribution))));
    }

    public Contrast minus(Contrast other) {
        List<Term> all = new ArrayList<>(terms);
        other.terms.forEach(term -> all.add(new Term(-term.weight(), term.cell())));
        return new Contrast(all);
    }

    /** The mean of this and another. */
    public Contrast averaged(Contrast other) {
        return times(0.5).minus(other.times(-0.5));
    }

    public Contrast times(double factor) {
        return new Contrast(terms.stream()
                .map(term -> new Term(factor * term.weight(), term.cell()))
                .toList());
    }

    /** Its value in one seed's losses, in nats a token; not a number where a loss is missing. */
    public double of(Map<Cell, Double> losses) {
        return terms.stream()
                .mapToDouble(term -> term.weight() * losses.getOrDefault(term.cell(), Double.NaN))
                .sum();
    }
}
