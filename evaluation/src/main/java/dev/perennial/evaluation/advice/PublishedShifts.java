package dev.perennial.evaluation.advice;

import dev.perennial.conf.Share;
import dev.perennial.evaluation.advice.KnownShift.Source;
import java.util.List;

/**
 * The shifts that advice rests on where the user has none of his own: the replay tables of Ibrahim et al. 2024, and this repository's
 * quickstart, whose probe was measured with the code that measures the user's.
 */
public final class PublishedShifts {
    private static final long MILLION = 1_000_000;

    /** English after code and speeches, as README.md has it. */
    public static final KnownShift QUICKSTART_WEAK = new KnownShift(
            "quickstart, weak shift (old English to new English, 1.84M)",
            Source.QUICKSTART,
            "P",
            "S",
            1_840_000,
            4.089,
            6.403 / 4.089,
            List.of(outcome("5 %", 4.692, 4.785)));

    /** German after English, as README.md has it. */
    public static final KnownShift QUICKSTART_STRONG = new KnownShift(
            "quickstart, strong shift (English to German, 1.84M)",
            Source.QUICKSTART,
            "P",
            "G",
            1_840_000,
            4.089,
            10.145 / 4.089,
            List.of(outcome("0 %", 8.533, 4.691), outcome("25 %", 4.372, 4.834)));

    /** Divergence of token distributions in the quickstart's two shifts, in bits: {@code advise} on its workspace. */
    static final double QUICKSTART_WEAK_DIVERGENCE = 0.138;

    static final double QUICKSTART_STRONG_DIVERGENCE = 0.589;

    public static final KnownShift PAPER_WEAK = new KnownShift(
            "paper, weak shift (Pile to SlimPajama, 405M)",
            Source.PAPER,
            "Pile",
            "SlimPajama",
            405 * MILLION,
            2.17,
            2.70 / 2.17,
            List.of(
                    outcome("0 %", 2.44, 2.50),
                    outcome("0.5 %", 2.27, 2.50),
                    outcome("1 %", 2.26, 2.50),
                    outcome("5 %", 2.23, 2.51),
                    outcome("10 %", 2.21, 2.51),
                    outcome("50 %", 2.16, 2.54)));

    /** The paper does not give its parent's loss on German: the quickstart's shift of the same kind stands in for it. */
    public static final KnownShift PAPER_STRONG = new KnownShift(
            "paper, strong shift (Pile to German, 405M)",
            Source.PAPER,
            "Pile",
            "German Common Crawl",
            405 * MILLION,
            2.17,
            QUICKSTART_STRONG.lossRatio(),
            List.of(
                    outcome("0 %", 3.56, 1.11),
                    outcome("1 %", 2.83, 1.12),
                    outcome("5 %", 2.57, 1.12),
                    outcome("10 %", 2.46, 1.13),
                    outcome("25 %", 2.33, 1.16),
                    outcome("50 %", 2.24, 1.22)));

    public static final KnownShift PAPER_WEAK_10B = new KnownShift(
            "paper, weak shift (Pile to SlimPajama, 10B)",
            Source.PAPER,
            "Pile",
            "SlimPajama",
            9_642 * MILLION,
            1.75,
            2.24 / 1.75,
            List.of(outcome("0 %", 1.98, 2.00), outcome("5 %", 1.79, 2.00)));

    /** In the order of their strength. */
    public static final List<KnownShift> PAPER = List.of(PAPER_WEAK, PAPER_WEAK_10B, PAPER_STRONG);

    private PublishedShifts() {}

    private static Outcome outcome(String replay, double oldLoss, double newLoss) {
        return new Outcome(Share.parse(replay), oldLoss, newLoss);
    }
}
