package dev.perennial.jobs;

import dev.perennial.conf.Default;
import java.util.Map;

/**
 * What an experiment takes from its workspace as it stands, without the experiment and the raw files that made it.
 *
 * @param stages folders of checkpoints by the names of their stages, which other stages can continue and replay
 * @param corpora folders of corpora by their names
 */
public record Standing(@Default("{}") Map<String, String> stages, @Default("{}") Map<String, String> corpora) {
    boolean isEmpty() {
        return stages.isEmpty() && corpora.isEmpty();
    }
}
