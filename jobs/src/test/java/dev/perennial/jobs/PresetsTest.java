package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.training.MemoryPlan;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes in conf/models: each reads, and has the parameters that its comment says. */
class PresetsTest {
    private static final Path MODELS = Path.of("..", "conf", "models");

    private static ModelShape shape(Path file) {
        Problems problems = new Problems();
        ModelShape shape = new RecordReader(problems)
                .read(ConfigFactory.parseFile(file.toFile()).resolve().root(), ModelShape.class);
        problems.throwIfAny();
        return shape;
    }

    @ParameterizedTest
    @CsvSource({
        "demo, 4096, 1841920",
        "1m, 4096, 924288",
        "7m, 8192, 7353856",
        "pythia-14m, 50277, 14067712",
        "pythia-70m, 50277, 70426624",
        "pythia-160m, 50277, 162322944",
        "pythia-410m, 50277, 405334016",
        "paper-405m, 50277, 405334016",
        "paper-10b, 50277, 9642249216"
    })
    void everyPresetHasTheParametersItSays(String name, int tokens, long parameters) throws IOException {
        Path file = MODELS.resolve(name + ".conf");
        GptNeoX model = shape(file).forTokens(tokens);
        long width = model.width();
        long formula = 2L * model.vocabulary() * width + model.layers() * (12 * width * width + 13 * width) + 2 * width;
        assertThat(formula).isEqualTo(parameters);
        assertThat(ParameterLayout.of(model).total()).isEqualTo(parameters);
        if (!name.equals("demo") && !name.startsWith("paper-405m")) {
            assertThat(Files.readString(file)).contains(String.format("%,d parameters", parameters));
        }
    }

    @Test
    void noPresetIsForgotten() throws IOException {
        try (Stream<Path> files = Files.list(MODELS)) {
            assertThat(files.filter(file -> file.toString().endsWith(".conf"))).hasSize(9);
        }
    }

    @Test
    void theLargestIsForPlanning() {
        GptNeoX model = shape(MODELS.resolve("paper-10b.conf")).forTokens(50_277);
        MemoryPlan plan = MemoryPlan.of(model, new RoundPlan(1, 8, 1), 1);
        assertThat(plan.refusal()).hasValueSatisfying(reason -> assertThat(reason)
                .contains("got 9,642,249,216 parameters, expected at most 536,870,911"));
        assertThat(plan.describe()).contains("154.3 GB");
    }
}
