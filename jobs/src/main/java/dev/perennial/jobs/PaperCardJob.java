package dev.perennial.jobs;

import dev.perennial.conf.CodeVersion;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.evaluation.paper.Cell;
import dev.perennial.evaluation.paper.PaperCard;
import dev.perennial.evaluation.paper.PaperCardMarkdown;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code paper-card}: the paper's claims at toy scale, seed by seed. What stands is not run again, so a killed card goes on with the
 * same command, over hours and days.
 */
@Command(name = "paper-card", description = "Runs the paper's experiments at toy scale and says which claims held.")
public final class PaperCardJob implements Callable<Integer> {
    private static final String FILE = "RESULTS.md";

    @Option(names = "--conf", paramLabel = "FILE", description = "the card (default: ${DEFAULT-VALUE})")
    File file = new File("conf/experiments/paper/all.conf");

    @Option(names = "--budget", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Budget budget = Budget.SMALL;

    @Option(names = "--seeds", description = "how many, from 1 on (default: ${DEFAULT-VALUE})")
    int seeds = 3;

    @Option(names = "--set", paramLabel = "path=value", description = "sets a value over the file's and the budget's")
    List<String> overrides = List.of();

    @Option(names = "--json", description = "prints the verdicts as JSON lines on standard output")
    boolean json;

    /** How many thousand tokens D0 and a continuation have. */
    enum Budget {
        SMALL(400, 200),
        MEDIUM(1_000, 500);

        private final int old;
        private final int fresh;

        Budget(int old, int fresh) {
            this.old = old;
            this.fresh = fresh;
        }

        List<String> settings() {
            return List.of(
                    "let.old=" + old + "k",
                    "let.new=" + fresh + "k",
                    "let.two=" + 2 * fresh + "k",
                    "let.both=" + (old + fresh) + "k");
        }

        String inWords() {
            return String.format("%s (D0 %,d k tokens, a continuation %,d k)", name(), old, fresh);
        }
    }

    public static void main(String[] arguments) {
        Perennial.run("paper-card", arguments);
    }

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public Integer call() {
        if (seeds < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION, "Cannot run the card: got " + seeds + " seeds, expected at least 1.");
        }
        Terminal terminal = Terminal.standard();
        Experiment first = reading(1).experiment();
        Store store = new Store(Workspaces.qualified(first.workspace()), Sessions.hadoop());
        try (Workspaces.Lock lock = Workspaces.lock(store);
                Sessions sessions = new Sessions("perennial paper-card")) {
            List<Map<Cell, Double>> losses = new ArrayList<>();
            double seconds = 0;
            Pipeline pipeline = null;
            for (int seed = 1; seed <= seeds; seed++) {
                terminal.say(
                        "seed " + seed + " of " + seeds + ": " + first.stages().size() + " stages");
                ExperimentReader.Reading reading = reading(seed);
                pipeline = new Pipeline(reading.experiment(), store, sessions, terminal);
                List<EvaluatedLoss> evaluated = new Evaluations(pipeline).losses();
                losses.add(cells(evaluated));
                Reports.write(
                        new ReportBuilder(pipeline, reading.text()).build(evaluated), store, "report-seed-" + seed);
                seconds += seconds(pipeline);
            }
            show(
                    new PaperCard(budget.inWords(), CodeVersion.current(), pipeline.stages(), losses, seconds),
                    store,
                    terminal);
        }
        return 0;
    }

    private ExperimentReader.Reading reading(int seed) {
        return ExperimentReader.read(
                file,
                Stream.of(budget.settings().stream(), Stream.of("seed=" + seed), overrides.stream())
                        .flatMap(each -> each)
                        .toList());
    }

    private void show(PaperCard card, Store store, Terminal terminal) {
        Path written = new Path(store.root(), FILE);
        store.writeText(written, PaperCardMarkdown.of(card));
        card.verdicts().forEach(verdict -> {
            terminal.say(String.format(
                    "%-40s %s",
                    PaperCardMarkdown.words(verdict.outcome()), verdict.claim().says()));
            if (json) {
                System.out.println(Json.line(verdict));
            }
        });
        terminal.say("card: " + written);
    }

    private static Map<Cell, Double> cells(List<EvaluatedLoss> losses) {
        Map<Cell, Double> cells = new HashMap<>();
        losses.forEach(each -> cells.put(
                new Cell(each.loss().checkpoint(), each.loss().distribution()),
                each.loss().mean()));
        return cells;
    }

    private static double seconds(Pipeline pipeline) {
        return pipeline.stages().stream()
                .mapToDouble(stage -> pipeline.checkpoint(stage).seconds(pipeline.store()))
                .sum();
    }
}
