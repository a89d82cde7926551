package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import dev.perennial.training.schedule.Phase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentReaderTest {
    private static final String GOOD =
            """
            name = small
            workspace = runs/small
            seed = 1
            corpora {
              P { format = text, files = [p.txt] }
              G { format = text, files = [g.txt] }
            }
            model { layers = 1, width = 16, heads = 2, context = 8 }
            stages {
              first { data { P = 1 }, tokens = 1000, schedule { curve = cosine, peak = 1e-3, floor = 1e-4 } }
              second {
                parent = first
                data { G = 1 }
                replay { of = first, share = 25 % }
                tokens = 804
                schedule { curve = constant, rate = 1e-4 }
              }
            }
            """;

    @TempDir
    Path folder;

    private File file(String text) {
        try {
            return Files.writeString(folder.resolve("a.conf"), text).toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Experiment read(String... overrides) {
        return ExperimentReader.read(file(GOOD), List.of(overrides)).experiment();
    }

    private PerennialException refusal(String text, String... overrides) {
        return catchThrowableOfType(
                PerennialException.class, () -> ExperimentReader.read(file(text), List.of(overrides)));
    }

    @Test
    void stagesStandAfterWhatTheyContinueAndReplay() {
        assertThat(StageOrder.of(read().stages())).containsExactly("first", "second");
        assertThat(StageOrder.of(read(
                                "stages.first.parent=third",
                                "stages.third=${stages.second}",
                                "stages.third.parent=null",
                                "stages.third.replay=null")
                        .stages()))
                .containsExactly("third", "first", "second");
    }

    @Test
    void thePlanPrintsEveryDerivedBoundary() {
        assertThat(PlanText.of(read()))
                .contains("stage first from scratch: 1,000 tokens = 125 sequences")
                .contains("stage second continues first: 800 tokens = 100 sequences")
                .contains("of 804 configured; the rest is less than a sequence")
                .contains("replay of first: 25 %, 25 sequences")
                .contains("G: 75 %, 75 sequences")
                .contains("cosine: warm-up to 0.001 by token 10, decay (cosine) to 1.0E-4 at token 1,000");
    }

    @Test
    void everythingThatDoesNotFitTogetherIsToldAtOnceWithItsLine() {
        String text = GOOD.replace("parent = first", "parent = frist")
                        .replace("data { G = 1 }", "data { G = 1/2, H = 1/3 }")
                        .replace("data { P = 1 }, tokens = 1000", "data { P = 1 }, tokens = 5")
                + "evaluate { on = [P, Q], old = R }\n";
        assertThat(refusal(text).getMessage().replace(folder + "/", ""))
                .startsWith("7 problems:")
                .contains("a.conf:10: stages.first.tokens: Cannot train on less than one sequence: got 5 tokens")
                .contains("a.conf:12: stages.second.parent: Cannot find the stage 'frist'. Did you mean 'first'?")
                .contains("a.conf:13: stages.second.data: Cannot find the corpus 'H'.")
                .contains("a.conf:13: stages.second.data: Cannot mix: the shares do not add up")
                .contains("a.conf:14: stages.second.replay: Cannot replay 25 sequences of 'first': it has 0")
                .contains("a.conf:19: evaluate.on: Cannot find the corpus 'Q'.")
                .contains("a.conf:19: evaluate.old: Cannot find the corpus 'R'.");
    }

    @Test
    void stagesInACircleAreNamed() {
        assertThat(refusal(GOOD, "stages.first.parent=second"))
                .hasMessageContaining("circle")
                .hasMessageContaining("first -> second -> first");
        assertThat(refusal(GOOD, "stages.second.replay.of=second")).hasMessageContaining("second -> second");
    }

    @Test
    void aShareAboveOneIsRefusedWhereItIsWritten() {
        assertThat(refusal(GOOD.replace("25 %", "1.25")))
                .hasMessageContaining("a.conf:14: stages.second.replay.share")
                .hasMessageContaining("got '1.25'");
    }

    @Test
    void aReplayThatNeedsMoreThanTheEarlierStageHasIsRefusedBeforeAnythingIsRead() {
        PerennialException refusal = refusal(GOOD, "stages.second.replay.from=101");
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LITTLE_DATA);
        assertThat(refusal).hasMessageContaining("25 sequences of 'first': it has 24 from position 101");
        assertThat(read("stages.second.replay.from=100").stages()).hasSize(2);
    }

    @Test
    void namesThatCannotBeFoldersAreRefused() {
        assertThat(refusal(GOOD, "stages.\"../x\"=${stages.first}")).hasMessageContaining("'../x'");
        assertThat(refusal(GOOD, "corpora.\"a:b\"=${corpora.P}")).hasMessageContaining("'a:b'");
    }

    @Test
    void settingsThatWouldFailLaterAreRefusedNow() {
        assertThat(refusal(GOOD, "training.checkpoint-every=0")).hasMessageContaining("checkpoint-every");
        assertThat(refusal(GOOD, "evaluate.batch=0")).hasMessageContaining("batch");
        assertThat(refusal(GOOD, "tokenizer.vocabulary=100")).hasMessageContaining("got 100");
        assertThat(refusal(GOOD, "corpora.P.shard-megabytes=0")).hasMessageContaining("shard-megabytes");
        assertThat(refusal(GOOD, "stages.second.epochs=0")).hasMessageContaining("epochs");
        assertThat(refusal(GOOD, "model.heads=3")).hasMessageContaining("a multiple of heads");
        assertThat(refusal(GOOD, "stages.first.schedule.warm-up=1000")).hasMessageContaining("warm-up");
        assertThat(refusal(GOOD, "tokenizer.file=none.json").code()).isEqualTo(ErrorCode.MISSING_FILE);
    }

    @Test
    void aCooledModelIsNotContinuedAtTheConstantRate() {
        String infinite = "{ curve = infinite, peak = 2e-3, constant = 1e-3, floor = 1e-4";
        String text = GOOD.replace("{ curve = cosine, peak = 1e-3, floor = 1e-4 }", infinite + " }")
                .replace("{ curve = constant, rate = 1e-4 }", infinite + ", warm-up = 0, cooldown = 0 }");
        assertThat(refusal(text))
                .hasMessageContaining("a.conf:16: stages.second.schedule: Cannot continue 'first' without re-warming")
                .hasMessageContaining("it ends in its phase anneal, expected constant");
        assertThat(ExperimentReader.read(file(text), List.of("stages.first.schedule.anneal=0"))
                        .experiment())
                .isNotNull();
    }

    /** Constant at 1e-3 from token 610 to 860 of 1,000; a round is 64 tokens. */
    private static final String INFINITE = "curve = infinite, peak = 2e-3, constant = 1e-3, floor = 1e-4";

    private PerennialException branching(String at, String schedule) {
        String text = GOOD.replace("curve = cosine, peak = 1e-3, floor = 1e-4", INFINITE)
                .replace("curve = constant, rate = 1e-4", schedule)
                .replace("parent = first", "parent = first, at = " + at);
        return refusal(text, "training.rounds.batch=1");
    }

    @Test
    void aBranchLeavesTheConstantPhaseOnly() {
        String anneal = INFINITE + ", warm-up = 0, cooldown = 0, anneal = 100 %";
        assertThat(branching("600", anneal)).isNull();
        assertThat(branching("620", anneal)).isNull();
        assertThat(branching("400", anneal))
                .hasMessageContaining("after 448 tokens: its learning rate is in the phase cooldown there")
                .hasMessageContaining("expected constant: which is from token 610 to 860");
        assertThat(branching("880", anneal)).hasMessageContaining("phase anneal there");
        assertThat(branching("1000", anneal)).hasMessageContaining("not within the stage, got 1,000");
        assertThat(branching("0", anneal)).hasMessageContaining("not within the stage, got 0");
        assertThat(refusal(GOOD, "stages.first.at=5"))
                .hasMessageContaining("'at' is a point of a parent that is a stage");
    }

    @Test
    void aBranchGoesOnAtTheRateItLeavesAtOrWarmsUp() {
        assertThat(branching("620", "curve = wsd, peak = 2e-3, floor = 1e-4, warm-up = 0"))
                .hasMessageContaining("it would jump, got 0.002, expected 0.001");
        assertThat(branching("620", "curve = wsd, peak = 1e-3, floor = 1e-4, warm-up = 0"))
                .isNull();
        assertThat(branching("620", "curve = cosine, peak = 2e-3, floor = 1e-4"))
                .isNull();
    }

    @Test
    void anImportedModelIsAParentThatCountsAsCooled() {
        String models = "\nmodels { pythia { folder = pythia } }";
        String text = GOOD.replace("parent = first", "parent = pythia") + models;
        assertThat(refusal(text)).isNull();
        assertThat(refusal(text.replace("curve = constant, rate = 1e-4", INFINITE + ", warm-up = 0, cooldown = 0")))
                .hasMessageContaining("'pythia' is imported and counts as cooled");
        assertThat(refusal(text, "stages.second.parent=pithia")).hasMessageContaining("Did you mean 'pythia'?");
        assertThat(refusal(GOOD + models.replace("pythia {", "first {"))).hasMessageContaining("a stage has that name");
    }

    @Test
    void rowsBeyondTheTokenizersEntriesAreConfiguredAndNeverFewer() {
        ModelShape shape = read("model.vocabulary=50304").model();
        assertThat(shape.forTokens(50_277).vocabulary()).isEqualTo(50_304);
        assertThat(read().model().forTokens(300).vocabulary()).isEqualTo(300);
        assertThat(catchThrowableOfType(PerennialException.class, () -> shape.forTokens(50_305)))
                .hasMessageContaining("got 50304, expected at least the tokenizer's 50305");
    }

    @Test
    void ownValuesUnderLetAreNoKeysOfTheExperiment() {
        String text = GOOD.replace("tokens = 804", "tokens = ${let.new}") + "let { new = 80 }\n";
        assertThat(ExperimentReader.read(file(text), List.of("let.new=160"))
                        .experiment()
                        .stages()
                        .get("second")
                        .tokens())
                .isEqualTo(new Tokens(160));
    }

    private Experiment parsed(String text) {
        return ExperimentReader.read(file(text), List.of()).experiment();
    }

    private static String mixing(String mixture) {
        return GOOD.replace("data { G = 1 }\n    replay { of = first, share = 25 % }", mixture);
    }

    @Test
    void thePilesDomainsNestedWithReplayAreReadFromTheExample() {
        Experiment experiment = ExperimentReader.read(new File("../conf/experiments/pile-german.conf"), List.of())
                .experiment();
        assertThat(StageOrder.of(experiment.stages())).containsExactly("pile", "german", "news", "union");
        assertThat(PlanText.of(experiment))
                .contains("    pile: Github: 7.59 %, 11,118,164 sequences")
                .contains("    pile: Github: 1.8975 %, ")
                .contains("    replay of pile: 25 %, 24,414,062 sequences")
                .contains("from token 0 to 9,999,998,976:")
                .contains("from token 9,999,998,976 to 40,000,000,000:")
                .contains("    replay of german: 5 %, ")
                .contains("documents are packed whole, by best fit");
    }

    @Test
    void segmentsEndAtTheSequenceBeforeTheirTokenCount() {
        Stage stage = parsed(mixing("mixture = [{ tokens = 203, data { G = 1 }, replay { of = first, share = 5 % } },"
                        + " { tokens = 50 %, data { G = 1/2, P = 1/2 } }, { data { P = 1 } }]"))
                .stages()
                .get("second");
        Experiment experiment = parsed(GOOD);
        assertThat(StageStream.of(stage, experiment).segments())
                .extracting(segment -> segment.sequences().count())
                .containsExactly(25L, 50L, 25L);
    }

    @Test
    void segmentsThatDoNotFitTheirStageAreRefused() {
        assertThat(refusal(mixing("mixture = [{ tokens = 900, data { G = 1 } }, { data { P = 1 } }]")))
                .hasMessageContaining("a.conf:13: stages.second.mixture: Cannot change the mixture at token 900");
        assertThat(refusal(mixing("mixture = [{ tokens = 5, data { G = 1 } }, { data { P = 1 } }]")))
                .hasMessageContaining("at least one sequence of 8");
        assertThat(refusal(mixing("mixture = [{ data { G = 1 } }, { data { P = 1 } }]")))
                .hasMessageContaining("before the last has no tokens");
        assertThat(refusal(mixing("mixture = [{ tokens = 80, data { G = 1 } }]")))
                .hasMessageContaining("Cannot give the last segment 80 tokens");
        assertThat(refusal(mixing("data { G = 1 }, mixture = [{ data { P = 1 } }]")))
                .hasMessageContaining("Cannot mix by both");
    }

    @Test
    void namesInsideANestAndASegmentAreToldWithTheirPlace() {
        assertThat(refusal(mixing("data { old { share = 1, data { Q = 1 } } }")))
                .hasMessageContaining("a.conf:13: stages.second.data.old.data: Cannot find the corpus 'Q'");
        assertThat(refusal(mixing("data { old { share = 1, data { P = 1/2 } } }")))
                .hasMessageContaining("Cannot mix 'old.data': the shares do not add up, got P 1/2");
        assertThat(refusal(mixing("mixture = [{ data { G = 1 }, replay = [{ of = frist, share = 5 % }] }]")))
                .hasMessageContaining("stages.second.mixture.0.replay.of: Cannot find the stage 'frist'");
    }

    @Test
    void severalReplaysAndSegmentsTogetherNeedWhatTheEarlierStageHas() {
        String third =
                "third { data { G = 1 }, tokens = 8000, replay = [{ of = first, share = 10 % }, { of = second, share = 12 % }],"
                        + " schedule { curve = constant, rate = 1e-4 } }\n";
        PerennialException refusal = refusal(GOOD.replace("stages {\n", "stages {\n" + third));
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LITTLE_DATA);
        assertThat(refusal)
                .hasMessageContaining("Cannot replay 120 sequences of 'second': it has 100")
                .hasMessageNotContaining("of 'first'");
        String replay = "replay { of = first, share = 90 % }";
        assertThat(refusal(mixing("mixture = [{ tokens = 400, data { G = 1 }, " + replay + " }, { data { G = 1 }, "
                                + replay + " }], epochs = 2")
                        .replace("tokens = 804", "tokens = 1200")))
                .hasMessageContaining("Cannot replay 135 sequences of 'first': it has 125");
    }

    @Test
    void statesOfAPhaseAreRefusedBeforeTrainingWhereTooFewWillStand() {
        String[] tenRounds = {
            "training.rounds={workers=1,steps-per-round=1,batch=10}",
            "training.checkpoint-every=2",
            "evaluate.models.tail.average={of=second,last=5}"
        };
        assertThat(refusal(GOOD, tenRounds))
                .hasMessageContaining("the last 5 states of 'second' in the phase constant")
                .hasMessageContaining("got 1, expected at least 5. Set training.keep-every");
        String[] kept = Arrays.copyOf(tenRounds, 4);
        kept[3] = "training.keep-every=1";
        assertThat(read(kept).evaluate().models().get("tail").average())
                .containsExactly(new Member("second", Optional.of(5), Phase.CONSTANT));
        kept[2] = kept[2].replace("5", "6");
        assertThat(refusal(GOOD, kept)).hasMessageContaining("got 5, expected at least 6");
        kept[2] = kept[2].replace("second", "first");
        assertThat(refusal(GOOD, kept))
                .hasMessageContaining("its schedule has no such phase, got curve = cosine")
                .hasMessageContaining("evaluate.models.tail");
        assertThat(read("evaluate.models.both.average=[first,second]")
                        .evaluate()
                        .models()
                        .get("both")
                        .members())
                .extracting(Member::of, Member::last)
                .containsExactly(tuple("first", Optional.empty()), tuple("second", Optional.empty()));
    }
}
