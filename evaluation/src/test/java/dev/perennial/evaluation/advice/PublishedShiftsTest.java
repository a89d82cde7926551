package dev.perennial.evaluation.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perennial.conf.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublishedShiftsTest {
    /** 405M weak, 405M strong, 10B weak: the columns of the replay table. */
    private static final List<KnownShift> COLUMNS =
            List.of(PublishedShifts.PAPER_WEAK, PublishedShifts.PAPER_STRONG, PublishedShifts.PAPER_WEAK_10B);

    @Test
    void anchorsAreThoseOfThePaper() throws IOException {
        String shared = System.getProperty("perennial.shared", "");
        Path paper = Path.of(shared, "PAPER.md");
        assumeTrue(
                !shared.isEmpty() && Files.exists(paper), "skipped: -Dperennial.shared names no folder with PAPER.md");
        List<List<Outcome>> columns = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<String> alone = List.of();
        for (String line : Files.readAllLines(paper)) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            if (line.matches("\\| [0-9.]+ % \\|.*")) {
                Share replay = Share.parse(cells.get(1));
                for (int column = 0; column < columns.size() && column + 2 < cells.size(); column++) {
                    add(columns.get(column), replay, cells.get(column + 2));
                }
            }
            alone = line.startsWith("| D0 only") ? cells : alone;
        }
        for (int column = 0; column < COLUMNS.size(); column++) {
            KnownShift shift = COLUMNS.get(column);
            String[] parent = alone.get(column + 2).replace("?", "").split("/");
            assertThat(shift.outcomes()).as(shift.name()).isEqualTo(columns.get(column));
            assertThat(shift.parentLoss()).as(shift.name()).isEqualTo(Double.parseDouble(parent[0]));
            if (!parent[1].isBlank() && !parent[1].contains("-")) {
                assertThat(shift.lossRatio())
                        .as(shift.name())
                        .isEqualTo(Double.parseDouble(parent[1]) / shift.parentLoss());
            }
        }
    }

    private static void add(List<Outcome> outcomes, Share replay, String cell) {
        if (!cell.isEmpty()) {
            String[] losses = cell.split("/");
            outcomes.add(new Outcome(replay, Double.parseDouble(losses[0]), Double.parseDouble(losses[1])));
        }
    }

    @Test
    void theRuleTakesThePapersOwnShares() {
        assertThat(COLUMNS)
                .extracting(shift -> shift.choice().orElseThrow().chosen().replay())
                .containsExactly(Share.parse("5 %"), Share.parse("25 %"), Share.parse("5 %"));
        ReplayChoice strong = PublishedShifts.PAPER_STRONG.choice().orElseThrow();
        assertThat(strong.below()).contains(Share.parse("10 %"));
        assertThat(strong.above()).contains(Share.parse("50 %"));
        assertThat(PublishedShifts.PAPER_WEAK_10B.choice().orElseThrow().above())
                .isEqualTo(Optional.empty());
    }

    @Test
    void oneShareIsNoChoice() {
        assertThat(PublishedShifts.QUICKSTART_WEAK.choice()).isEmpty();
    }

    @Test
    void wordsHoldTheFigures() {
        assertThat(PublishedShifts.PAPER_WEAK_10B.inWords())
                .isEqualTo(
                        "paper, weak shift (Pile to SlimPajama, 10B): loss ratio 1.28; forgotten by replay 0 % +0.23, 5 % +0.04;"
                                + " loss on the new 2.00, 2.00; best 5 %");
        assertThat(PublishedShifts.PAPER_STRONG.lossRatio()).isCloseTo(2.481, within(1e-3));
    }
}
