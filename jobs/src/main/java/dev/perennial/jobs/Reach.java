package dev.perennial.jobs;

import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.shard.Corpus;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * What of an experiment stands: the folders that running it would find, as the pipeline itself finds them. Among them are those of
 * checkpoints under way, whose saved rounds the experiment would go on from.
 */
final class Reach {
    private final Pipeline pipeline;
    private final Set<String> places = new TreeSet<>();

    private Reach(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** The folders as kind and name. */
    static Set<String> of(Experiment experiment, Store store, Supplier<SparkSession> fingerprinting) {
        Reach reach = new Reach(Pipeline.looking(experiment, store, fingerprinting, Progress.silent()));
        experiment.distributions().forEach(reach::corpus);
        experiment.models().keySet().forEach(reach::model);
        experiment.standing().stages().keySet().forEach(reach::model);
        experiment.stages().keySet().forEach(reach::stage);
        return reach.places;
    }

    private void corpus(String name) {
        find(() -> pipeline.standingCorpus(name).map(Corpus::folder).orElseThrow(NotStanding::new));
    }

    private void model(String name) {
        find(() -> new Path(pipeline.checkpoint(name).folder()));
    }

    private void stage(String name) {
        find(() -> new Path(pipeline.stream(name).folder()));
        find(() -> new Path(pipeline.parent(name).orElseThrow(NotStanding::new).folder()));
        find(() -> pipeline.folder(name));
    }

    private void find(Supplier<Path> folder) {
        try {
            places.add(place(folder.get()));
        } catch (NotStanding nothing) {
            // Then there is nothing to keep.
        }
    }

    /** Such as {@code checkpoints/P-434fec85b265}. */
    static String place(Path folder) {
        return folder.getParent().getName() + "/" + folder.getName();
    }
}
