package dev.perennial.jobs;

import dev.perennial.conf.Manifest;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.StreamBuilder;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.spark.Trainer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * An experiment's artefacts, each made when it is asked for and does not stand, from those it depends on. So asking for the
 * last one runs everything, and asking again runs nothing.
 */
final class Pipeline {
    private final Making making;
    private final MadeCorpora corpora;
    private final MadeStreams streams;
    private final MadeCheckpoints checkpoints;

    Pipeline(Experiment experiment, Store store, Supplier<SparkSession> spark, Progress progress) {
        this(experiment, store, spark, spark, progress);
    }

    /** One that makes nothing: what does not stand ends in {@link NotStanding}. Raw files are read for their fingerprints all the same. */
    static Pipeline looking(
            Experiment experiment, Store store, Supplier<SparkSession> fingerprinting, Progress progress) {
        Supplier<SparkSession> none = () -> {
            throw new NotStanding();
        };
        return new Pipeline(experiment, store, none, fingerprinting, progress);
    }

    private Pipeline(
            Experiment experiment,
            Store store,
            Supplier<SparkSession> spark,
            Supplier<SparkSession> fingerprinting,
            Progress progress) {
        this.making = new Making(
                experiment, store, spark, fingerprinting, progress, new StandingParts(experiment.standing(), store));
        this.corpora = new MadeCorpora(making);
        this.streams = new MadeStreams(making, corpora);
        this.checkpoints = new MadeCheckpoints(making, corpora, streams);
    }

    Experiment experiment() {
        return making.experiment();
    }

    SparkSession spark() {
        return making.spark().get();
    }

    Store store() {
        return making.store();
    }

    Progress progress() {
        return making.progress();
    }

    List<String> stages() {
        return StageOrder.of(experiment().stages());
    }

    List<String> distributions() {
        List<String> on = experiment().evaluate().on();
        return on.isEmpty() ? List.copyOf(experiment().distributions()) : on;
    }

    Manifest manifest(Path folder) {
        return store().manifest(folder).orElseThrow();
    }

    Tokenizer tokenizer() {
        return corpora.tokenizer();
    }

    Corpus corpus(String name) {
        return corpora.corpus(name);
    }

    /** See {@link MadeCorpora#standingCorpus}. */
    Optional<Corpus> standingCorpus(String name) {
        return corpora.standingCorpus(name);
    }

    TokenStream stream(String stage) {
        return streams.stream(stage);
    }

    StreamBuilder streamBuilder(String stage) {
        return streams.builder(stage);
    }

    /** See {@link MadeCheckpoints#checkpoint}. */
    Checkpoint checkpoint(String name) {
        return checkpoints.checkpoint(name);
    }

    /** See {@link MadeCheckpoints#trained}. */
    Optional<Checkpoint> trained(String stage) {
        return checkpoints.trained(stage);
    }

    /** See {@link MadeCheckpoints#parent}. */
    Optional<Checkpoint> parent(String stage) {
        return checkpoints.parent(stage);
    }

    /** See {@link MadeCheckpoints#standingLineage}. */
    List<Checkpoint> standingLineage(String stage) {
        return checkpoints.standingLineage(stage);
    }

    /** See {@link MadeCheckpoints#point}. */
    Optional<BranchPoint> point(Stage stage) {
        return checkpoints.point(stage);
    }

    /** See {@link MadeCheckpoints#trainer}. */
    Trainer trainer(String stage) {
        return checkpoints.trainer(stage);
    }

    /** See {@link MadeCheckpoints#rounds}. */
    RoundPlan rounds(String stage) {
        return checkpoints.rounds(stage);
    }

    /** See {@link MadeCheckpoints#folder}. */
    Path folder(String stage) {
        return checkpoints.folder(stage);
    }
}
