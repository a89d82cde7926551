package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Shorthand;
import dev.perennial.conf.Tokens;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.round.Rounds;
import dev.perennial.training.schedule.Phase;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What of a stage goes into a combination: its finished model, or the last states that it saved in a phase of its schedule. The mean of the
 * last constant-phase states comes near an annealed model without the anneal.
 *
 * @param of the stage
 * @param last how many states, the finished model among them where it ends in the phase; without it, the finished model alone
 * @param phase that their last step was in
 */
@Shorthand("of")
public record Member(String of, Optional<Integer> last, @Default("constant") Phase phase) {

    public Member {
        if (last.filter(count -> count < 1).isPresent()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot average states of '" + of + "': last does not fit, got " + last.get()
                            + ", expected at least 1.");
        }
    }

    /** Fails where the stage will not keep that many, which is known before it is trained. */
    void check(Experiment experiment) {
        Stage stage = experiment.stages().get(of);
        int context = experiment.model().context();
        if (last.isEmpty() || stage == null || stage.tokens().count() < context) {
            return;
        }
        Rounds rounds = new Rounds(
                experiment.training().rounds(),
                stage.tokens().sequences(context).count(),
                context);
        if (stage.schedule().segments(rounds.total()).stream().noneMatch(segment -> segment.phase() == phase)) {
            throw refused(
                    "its schedule has no such phase",
                    "curve = " + Names.kebab(stage.schedule().getClass().getSimpleName()),
                    "a schedule with it",
                    "Choose infinite, wsd or constant, or name the stage without last.");
        }
        long kept = LongStream.rangeClosed(1, rounds.count())
                .filter(round -> isKept(round, rounds, stage, experiment.training()))
                .filter(round -> stage.schedule().phase(tokens(rounds, round), rounds.total()) == phase)
                .count();
        if (kept < last.get()) {
            throw refused(
                    "its run keeps fewer, its finished model counted where it ends there",
                    kept,
                    "at least " + last.get(),
                    "Set training.keep-every, or lower it or training.checkpoint-every.");
        }
    }

    private static boolean isKept(long round, Rounds rounds, Stage stage, TrainingSettings training) {
        boolean isByCount = training.keepEvery() > 0
                && round % Math.multiplyExact(training.checkpointEvery(), training.keepEvery()) == 0;
        boolean isPhaseEnd = training.keepPhaseEnds()
                && stage.schedule().segments(rounds.total()).stream()
                        .anyMatch(segment -> tokens(rounds, round - 1).compareTo(segment.to()) < 0
                                && tokens(rounds, round).compareTo(segment.to()) >= 0);
        return round == rounds.count() || isByCount || isPhaseEnd;
    }

    private static Tokens tokens(Rounds rounds, long round) {
        return new Tokens(rounds.consumed(round) * rounds.context());
    }

    List<Checkpoint> checkpoints(Pipeline pipeline) {
        Checkpoint finished = pipeline.checkpoint(of);
        if (last.isEmpty()) {
            return List.of(finished);
        }
        List<Checkpoint> states = new SavedStates(pipeline).inPhase(of, phase);
        if (states.size() < last.get()) {
            throw refused(
                    "too few stand",
                    states.size(),
                    "at least " + last.get(),
                    "It was trained before training.keep-every was what it is. Remove '" + finished.folder()
                            + "' and run again.");
        }
        return states.subList(states.size() - last.get(), states.size());
    }

    private PerennialException refused(String reason, Object got, String expected, String next) {
        return new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot take the last " + last.orElseThrow() + " states of '" + of + "' in the phase " + phase + ": "
                        + reason + ", got " + got + ", expected " + expected + ". " + next);
    }
}
