package dev.perennial.evaluation.paper;

/**
 * One sentence of the paper, as something that can fail.
 *
 * @param says the claim, for people
 * @param paper the paper's own figures for the same contrast, for people
 */
public record Claim(String says, String paper, Contrast contrast, Expectation expectation) {

    static Claim positive(String says, String paper, Contrast contrast) {
        return new Claim(says, paper, contrast, new Expectation.Positive());
    }

    static Claim within(double margin, String says, String paper, Contrast contrast) {
        return new Claim(says, paper, contrast, new Expectation.Within(margin));
    }
}
