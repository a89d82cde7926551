package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.training.round.OuterStep;
import dev.perennial.training.schedule.Phase;
import java.util.Optional;

/**
 * Where a run stands: all that resuming needs beside the weights and the moments.
 *
 * @param round rounds that are over
 * @param iteration local optimizer steps of each worker
 * @param position the next position of the stream
 * @param phase of the schedule in the last step, so that what continues knows whether the rate has been brought down
 * @param outer what became of averages; with Nesterov momentum the optimizer's file holds its velocity
 */
public record TrainingState(
        long round,
        int iteration,
        long position,
        long tokens,
        long stageTokens,
        JsonNode schedule,
        Phase phase,
        Fingerprint stream,
        Optional<Fingerprint> parent,
        OuterStep outer,
        String lastLedgerHash) {}
