package dev.perennial.evaluation.paper;

import static dev.perennial.evaluation.paper.Contrast.loss;

import java.util.ArrayList;
import java.util.List;

/**
 * The claims, over the stages of {@code conf/experiments/paper}. The old distribution is {@code P}, the weak shift's new one {@code S},
 * the strong one's {@code G}. The paper's figures are final losses at 405 million parameters, from its tables on replay and on rates.
 */
public final class PaperClaims {
    /** Below this, in nats, two losses are called alike: a sixtieth of the strong shift's forgetting without replay. */
    static final double ALIKE = 0.1;

    private static final List<Integer> REPLAYS = List.of(0, 1, 5, 10, 25, 50);

    private PaperClaims() {}

    public static List<Claim> all() {
        List<Claim> claims = new ArrayList<>();
        claims.add(Claim.positive(
                "a strong shift forgets more than a weak one, without replay",
                "+1.39 against +0.27",
                loss("strong-replay-0", "P").minus(loss("weak-replay-0", "P"))));
        claims.addAll(shift(
                new Shift("weak", "S", 5, "2.50", "2.44, 2.26, 2.23, 2.21, -, 2.16", "2.50 at 0 %, 2.54 at 50 %"),
                new Baselines("2.370 against 2.350", "2.50 against 2.53 ?", "2.42 / 2.55 against 2.44 / 2.50")));
        claims.addAll(shift(
                new Shift("strong", "G", 25, "1.11", "3.56, 2.83, 2.57, 2.46, 2.33, 2.24", "1.11 at 0 %, 1.22 at 50 %"),
                new Baselines("1.745 against 1.755", "1.11 against 1.17 ?", "3.22 / 1.21 against 3.56 / 1.11")));
        claims.addAll(splits());
        return claims;
    }

    /** @param enough the replay percentage that the paper recommends for the shift */
    private record Shift(String name, String on, int enough, String adapted, String replays, String cost) {
        Contrast of(String variant, String distribution) {
            return loss(name + "-" + variant, distribution);
        }

        Contrast average(String variant) {
            return of(variant, "P").averaged(of(variant, on));
        }
    }

    private record Baselines(String union, String scratch, String constant) {}

    private static List<Claim> shift(Shift shift, Baselines paper) {
        List<Claim> claims = new ArrayList<>();
        for (int step = 1; step < REPLAYS.size(); step++) {
            int less = REPLAYS.get(step - 1);
            int more = REPLAYS.get(step);
            claims.add(Claim.positive(
                    shift.name() + " shift: " + more + " % replay forgets less than " + less + " %",
                    "old loss at 0, 1, 5, 10, 25, 50 %: " + shift.replays(),
                    shift.of("replay-" + less, "P").minus(shift.of("replay-" + more, "P"))));
        }
        claims.add(Claim.positive(
                shift.name() + " shift: 50 % replay adapts less than none",
                shift.cost(),
                shift.of("replay-50", shift.on()).minus(shift.of("replay-0", shift.on()))));
        claims.add(Claim.positive(
                shift.name() + " shift: " + shift.enough()
                        + " % replay forgets at least ten times less than it costs on the new",
                "see the rows above",
                shift.of("replay-0", "P")
                        .minus(shift.of("replay-" + shift.enough(), "P"))
                        .minus(shift.of("replay-" + shift.enough(), shift.on())
                                .minus(shift.of("replay-0", shift.on()))
                                .times(10))));
        claims.add(Claim.within(
                ALIKE,
                shift.name() + " shift: with " + shift.enough()
                        + " % replay, old and new averaged, as good as the union from scratch",
                paper.union(),
                shift.average("replay-" + shift.enough()).minus(shift.average("union"))));
        claims.add(Claim.positive(
                shift.name() + " shift: continuing learns the new better than training on it from scratch",
                paper.scratch(),
                shift.of("d1-only", shift.on()).minus(shift.of("replay-0", shift.on()))));
        claims.add(Claim.positive(
                shift.name() + " shift: re-warming adapts better than staying at the minimal rate",
                "old / new, constant against re-warmed: " + paper.constant(),
                shift.of("constant-rate", shift.on()).minus(shift.of("replay-0", shift.on()))));
        claims.add(Claim.positive(
                shift.name() + " shift: re-warming forgets more than staying at the minimal rate",
                "old / new, constant against re-warmed: " + paper.constant(),
                shift.of("replay-0", "P").minus(shift.of("constant-rate", "P"))));
        claims.addAll(rates(shift));
        return claims;
    }

    private static List<Claim> rates(Shift shift) {
        List<Claim> claims = new ArrayList<>();
        String paper = shift.name().equals("weak")
                ? "old / new at 1.5e-4, 3e-4, 6e-4: 2.43/2.51, 2.44/2.50, 2.48/2.50"
                : "old / new at 1.5e-4, 3e-4, 6e-4: 3.47/1.13, 3.56/1.11, 3.63/1.11";
        claims.add(Claim.positive(
                shift.name() + " shift: twice the maximum rate forgets more than half of it",
                paper,
                shift.of("peak-double", "P").minus(shift.of("peak-half", "P"))));
        claims.add(Claim.positive(
                shift.name() + " shift: twice the maximum rate adapts better than half of it",
                paper,
                shift.of("peak-half", shift.on()).minus(shift.of("peak-double", shift.on()))));
        for (String length : List.of("0", "0.5", "2")) {
            claims.add(Claim.within(
                    ALIKE,
                    shift.name() + " shift: warm-up over " + length + " % ends like 1 %, old and new averaged",
                    "0 to 2 % alike",
                    shift.average("warm-up-" + length).minus(shift.average("replay-0"))));
        }
        return claims;
    }

    private static List<Claim> splits() {
        List<Claim> claims = new ArrayList<>();
        for (String cooldown : List.of("cosine", "inverse-square-root", "linear")) {
            claims.add(Claim.within(
                    ALIKE,
                    "three splits: infinite with " + cooldown + " cooldown ends like repeated cosine",
                    "alike, without the re-warming's spikes",
                    loss("splits-infinite-" + cooldown + "-3", "S").minus(loss("splits-cosine-3", "S"))));
        }
        return claims;
    }
}
