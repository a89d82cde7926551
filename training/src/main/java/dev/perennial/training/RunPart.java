package dev.perennial.training;

import dev.perennial.training.checkpoint.Checkpoint;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which rounds of a run are to be done: the whole of it, or up to a state from which others branch off. A state half way does not depend
 * on whether the run went on, so each part can go on from an earlier one.
 *
 * @param until rounds after which to stop, or null for all
 * @param earlier the end of an earlier part of the same run, or null
 */
public record RunPart(Long until, Checkpoint earlier) implements Serializable {
    public static final RunPart WHOLE = new RunPart(null, null);

    /** For a fingerprint: of a whole run there is nothing to say. */
    public Optional<Long> stop() {
        return Optional.ofNullable(until);
    }
}
