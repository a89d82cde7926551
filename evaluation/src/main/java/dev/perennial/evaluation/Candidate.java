package dev.perennial.evaluation;

import dev.perennial.conf.Fingerprint;
import dev.perennial.training.checkpoint.Checkpoint;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is evaluated as one model: a checkpoint, or several taken together. */
public sealed interface Candidate extends Serializable {
    String name();

    /** All of one shape and one tokenizer. */
    List<Checkpoint> members();

    /** What its losses are made from, by name, for their fingerprint. */
    Map<String, Fingerprint> inputs();

    /** A checkpoint as it stands. */
    record Single(Checkpoint checkpoint) implements Candidate {
        @Override
        public String name() {
            return checkpoint.name();
        }

        @Override
        public List<Checkpoint> members() {
            return List.of(checkpoint);
        }

        @Override
        public Map<String, Fingerprint> inputs() {
            return Map.of("checkpoint", checkpoint.fingerprint());
        }
    }

    /**
     * One model whose weights are the mean of the checkpoints' weights. The mean of the last checkpoints of a constant phase comes near
     * an annealed model (Haegele et al. 2024, Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations).
     */
    record WeightAverage(String name, List<Checkpoint> members) implements Candidate {
        @Override
        public Map<String, Fingerprint> inputs() {
            return numbered("average of ", members);
        }
    }

    /** The mean of the checkpoints' probabilities of every token. */
    record Ensemble(String name, List<Checkpoint> members) implements Candidate {
        @Override
        public Map<String, Fingerprint> inputs() {
            return numbered("ensemble of ", members);
        }
    }

    private static Map<String, Fingerprint> numbered(String prefix, List<Checkpoint> members) {
        Map<String, Fingerprint> inputs = new TreeMap<>();
        for (int i = 0; i < members.size(); i++) {
            inputs.put(prefix + i, members.get(i).fingerprint());
        }
        return inputs;
    }
}
