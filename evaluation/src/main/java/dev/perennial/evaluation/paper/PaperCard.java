package dev.perennial.evaluation.paper;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The paper's claims beside what runs of one budget say of them.
 *
 * @param budget for people: its name and its tokens
 * @param stages in the order of the table
 * @param seeds the losses of every seed
 * @param seconds of training, all seeds together, as the runs' own metrics have it
 */
public record PaperCard(
        String budget, String codeVersion, List<String> stages, List<Map<Cell, Double>> seeds, double seconds) {
    public PaperCard {
        stages = List.copyOf(stages);
        seeds = List.copyOf(seeds);
    }

    public List<Verdict> verdicts() {
        return PaperClaims.all().stream().map(claim -> Verdict.of(claim, seeds)).toList();
    }

    List<String> distributions() {
        TreeSet<String> names = new TreeSet<>();
        seeds.forEach(losses -> losses.keySet().forEach(cell -> names.add(cell.distribution())));
        return List.copyOf(names);
    }

    /** The losses of one cell, a seed each; not a number where it was not run. */
    double[] losses(Cell cell) {
        return seeds.stream()
                .mapToDouble(losses -> losses.getOrDefault(cell, Double.NaN))
                .toArray();
    }
}
