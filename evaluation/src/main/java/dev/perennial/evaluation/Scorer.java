package dev.perennial.evaluation;

import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.dl4j.InferenceModel;
import dev.perennial.training.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** A candidate that is loaded and gives the loss of every token. */
public final class Scorer implements PackedWindows.LossFunction, AutoCloseable {
    private final List<InferenceModel> models;

    private Scorer(List<InferenceModel> models) {
        this.models = models;
    }

    public static Scorer load(Candidate candidate, Configuration hadoop, Backend backend) {
        List<InferenceModel> models = new ArrayList<>();
        if (candidate instanceof Candidate.Ensemble ensemble) {
            for (Checkpoint member : ensemble.members()) {
                models.add(InferenceModel.load(member, hadoop, backend));
            }
        } else {
            models.add(InferenceModel.average(candidate.members(), hadoop, backend));
        }
        return new Scorer(models);
    }

    @Override
    public void losses(int[] ids, int[] labels, int batch, float[] nats) {
        models.get(0).losses(ids, labels, batch, nats);
        if (models.size() > 1) {
            float[][] all = new float[models.size()][];
            all[0] = nats.clone();
            for (int model = 1; model < all.length; model++) {
                all[model] = new float[nats.length];
                models.get(model).losses(ids, labels, batch, all[model]);
            }
            mixed(all, ids.length, nats);
        }
    }

    /** The same, and for each label whether no token is likelier; of one model only, for the likeliest token of several is not known. */
    public void losses(int[] ids, int[] labels, int batch, float[] nats, boolean[] likeliest) {
        if (models.size() > 1) {
            losses(ids, labels, batch, nats);
        } else {
            models.get(0).losses(ids, labels, batch, nats, likeliest);
        }
    }

    /** {@code -log(mean(exp(-nats)))} over the models, without underflow. */
    static void mixed(float[][] models, int tokens, float[] nats) {
        for (int token = 0; token < tokens; token++) {
            double lowest = Double.POSITIVE_INFINITY;
            for (float[] model : models) {
                lowest = Math.min(lowest, model[token]);
            }
            double sum = 0;
            for (float[] model : models) {
                sum += Math.exp(lowest - model[token]);
            }
            nats[token] = (float) (lowest - Math.log(sum / models.length));
        }
    }

    @Override
    public void close() {
        models.forEach(InferenceModel::close);
    }
}
