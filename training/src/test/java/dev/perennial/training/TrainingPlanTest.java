package dev.perennial.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Masking;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.schedule.Cosine;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
    private static final Fingerprint TOKENIZER = Fingerprint.of("tokenizer");
    private static final GptNeoX MODEL = new GptNeoX(64, 2, 16, 2, 8, new Share(1, 4), 10_000, 1e-5);

    private static TrainingPlan plan(int streamContext, Checkpoint parent, RoundPlan rounds, long checkpointEvery) {
        TokenStream stream =
                new TokenStream("s", "/nowhere", Fingerprint.of("stream"), 1600, streamContext, 100, TokenWidth.UINT16);
        Cosine schedule = new Cosine(1e-2, 1e-3, Length.parse("10 %"));
        return new TrainingPlan(
                "run",
                stream,
                TOKENIZER,
                0,
                MODEL,
                Masking.NONE,
                parent,
                false,
                AdamW.PAPER,
                schedule,
                rounds,
                Master.RESIDENT,
                SpikeRule.of(SpikeRule.Reaction.STOP),
                checkpointEvery,
                1,
                0,
                false,
                new Seed(1),
                Backend.CPU,
                RunPart.WHOLE);
    }

    private static Checkpoint parent(Fingerprint tokenizer, GptNeoX model) {
        return new Checkpoint(
                "old", "/nowhere", Fingerprint.of("old"), tokenizer, model, AttentionSpan.CAUSAL, 0, Map.of());
    }

    @Test
    void theRateIsThatOfTheTokensAllWorkersHaveConsumed() {
        TrainingPlan plan = plan(8, null, new RoundPlan(2, 4, 5), 1);
        assertThat(plan.stageTokens()).isEqualTo(new Tokens(12_800));
        assertThat(plan.stage().count()).isEqualTo(40);
        assertThat(plan.rate(0)).isEqualTo(plan.schedule().at(new Tokens(80), plan.stageTokens()));
        assertThat(plan.rate(159)).isEqualTo(1e-3);
    }

    /** Where steps end at the same tokens, the rates are the same, whatever workers, steps and batch are. */
    @Test
    void theRateDoesNotDependOnHowATokenCountIsCutIntoSteps() {
        TrainingPlan few = plan(8, null, new RoundPlan(2, 4, 20), 1);
        TrainingPlan many = plan(8, null, new RoundPlan(1, 5, 10), 1);
        for (int step = 0; step < 40; step++) {
            assertThat(many.rate(4L * step + 3)).isEqualTo(few.rate(step));
        }
    }

    @Test
    void aStreamOfAnotherContextIsRefused() {
        refused(ErrorCode.CONFIGURATION, () -> plan(16, null, new RoundPlan(1, 1, 1), 1));
    }

    @Test
    void aParentOfAnotherTokenizerOrShapeIsRefused() {
        GptNeoX wider = new GptNeoX(64, 2, 32, 2, 8, new Share(1, 4), 10_000, 1e-5);
        refused(
                ErrorCode.TOKENIZER_MISMATCH,
                () -> plan(8, parent(Fingerprint.of("other"), MODEL), new RoundPlan(1, 1, 1), 1));
        refused(ErrorCode.CONFIGURATION, () -> plan(8, parent(TOKENIZER, wider), new RoundPlan(1, 1, 1), 1));
        assertThat(plan(8, parent(TOKENIZER, MODEL), new RoundPlan(1, 1, 1), 1).from())
                .isPresent();
    }

    @Test
    void aRunIsSavedAtLeastEveryRound() {
        refused(ErrorCode.CONFIGURATION, () -> plan(8, null, new RoundPlan(1, 1, 1), 0));
    }

    private static void refused(ErrorCode code, Runnable plan) {
        assertThatThrownBy(plan::run).isInstanceOfSatisfying(PerennialException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
