package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * What the artefacts of one experiment are made from, and where they stand.
 *
 * @param spark for making; where nothing is to be made, it ends in {@link NotStanding}
 * @param fingerprinting for reading raw files
 */
record Making(
        Experiment experiment,
        Store store,
        Supplier<SparkSession> spark,
        Supplier<SparkSession> fingerprinting,
        Progress progress,
        StandingParts standing) {

    /** Whether what does not stand is not made. */
    boolean onlyLooks() {
        return spark != fingerprinting;
    }

    Optional<Manifest> standing(Recipe recipe) {
        Optional<Manifest> manifest = store.standing(recipe);
        manifest.ifPresent(found -> progress.say("standing: " + store.folder(recipe)));
        return manifest;
    }

    String knownStage(String name) {
        return known("stage", name, experiment.stages().keySet());
    }

    String knownCorpus(String name) {
        return known("corpus", name, experiment.distributions());
    }

    private static String known(String kind, String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot find the " + kind + " '" + name + "'." + Names.suggestion(name, known));
        }
        return name;
    }
}
