package dev.perennial.training.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import dev.perennial.conf.Tokens;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Phase;

/**
 * Where the schedule of a run stood when its state was saved.
 *
 * @param tokens that were over
 * @param stage tokens of the whole stage
 */
public record ScheduleEnding(LearningRateSchedule schedule, Tokens tokens, Tokens stage) {

    /** From a {@code training-state.json}. */
    static ScheduleEnding read(String text, String source) {
        JsonNode state = Json.read(text, JsonNode.class, source);
        return new ScheduleEnding(
                Json.read(Json.line(state.path("schedule")), LearningRateSchedule.class, source),
                new Tokens(state.path("tokens").asLong()),
                new Tokens(state.path("stage_tokens").asLong()));
    }

    public Phase phase() {
        return schedule.phase(tokens, stage);
    }

    public double rate() {
        return schedule.at(tokens, stage);
    }

    /** Whether its rate is a constant phase's, be it the first or the last of it. */
    public boolean isConstant() {
        return phase() == Phase.CONSTANT || schedule.phase(new Tokens(tokens.count() + 1), stage) == Phase.CONSTANT;
    }
}
