package dev.perennial.evaluation.report;

import dev.perennial.conf.Fingerprint;
import java.util.List;

/**
 * Where an artefact came from.
 *
 * @param kind shard, stream, checkpoint and the like
 * @param inputs the names of the artefacts it was made from
 */
public record Provenance(String artefact, String kind, Fingerprint fingerprint, List<String> inputs) {
    public Provenance {
        inputs = List.copyOf(inputs);
    }
}
