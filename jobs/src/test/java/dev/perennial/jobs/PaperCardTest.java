package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluation.paper.Contrast;
import dev.perennial.evaluation.paper.PaperClaims;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaperCardTest {
    private static final Path FOLDER = Path.of("../conf/experiments/paper");

    @Test
    void everyClaimIsAboutStagesOfTheCard() {
        Set<String> claimed = PaperClaims.all().stream()
                .flatMap(claim -> claim.contrast().terms().stream())
                .map(Contrast.Term::cell)
                .map(cell -> cell.stage())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(stages("all.conf")).containsAll(claimed);
    }

    @Test
    void everyFileIsAnExperimentOfItsOwnAndAPartOfTheCard() throws IOException {
        Set<String> all = stages("all.conf");
        Set<String> together = new TreeSet<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".conf")).toList()) {
                String name = file.getFileName().toString();
                if (!Set.of("all.conf", "base.conf").contains(name)) {
                    assertThat(all).as(name).containsAll(stages(name));
                    together.addAll(stages(name));
                }
            }
        }
        assertThat(together).isEqualTo(all);
    }

    @Test
    void baselinesAreFoundAmongTheStages() {
        Experiment card = ExperimentReader.read(FOLDER.resolve("all.conf").toFile(), List.of())
                .experiment();
        Baselines baselines = new Baselines(card, "P");

        assertThat(baselines.union(card.stages().get("strong-replay-5"))).contains("strong-union");
        assertThat(baselines.fromScratch(card.stages().get("strong-replay-5"))).contains("strong-d1-only");
        assertThat(baselines.union(card.stages().get("D0"))).isEmpty();
    }

    private static Set<String> stages(String name) {
        File file = FOLDER.resolve(name).toFile();
        return new TreeSet<>(
                ExperimentReader.read(file, List.of()).experiment().stages().keySet());
    }
}
