package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Secrets;
import dev.perennial.training.spark.LogFormat;
import dev.perennial.training.spark.Telemetry;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SignalUtils;

/** Opens the Spark session when the first job needs it: a run in which everything stands never starts Spark. */
final class Sessions implements Supplier<SparkSession>, AutoCloseable {
    /** The vector kernels, and a clock of DL4J's that asks no time server. */
    private static final String EXECUTOR_FLAGS = "--add-modules=jdk.incubator.vector"
            + " -Dorg.deeplearning4j.spark.time.TimeSource=org.deeplearning4j.spark.time.SystemClockTimeSource";

    private final String application;
    private final Acceleration acceleration;
    private SparkSession session;

    Sessions(String application) {
        this(application, Acceleration.configured());
    }

    Sessions(String application, Acceleration acceleration) {
        this.application = application;
        this.acceleration = acceleration;
    }

    /** A setting as a session would have it. */
    static Optional<String> setting(String key) {
        return Optional.ofNullable(new SparkConf().get(key, null));
    }

    /** The Hadoop settings that a session would have, {@code spark.hadoop.*} included. */
    static Configuration hadoop() {
        return SparkHadoopUtil.get().newConfiguration(new SparkConf());
    }

    @Override
    public SparkSession get() {
        // Whoever asks is about to begin something that does not stand.
        Ending.check();
        if (session == null) {
            SparkConf conf = new SparkConf().setAppName(application);
            conf.setIfMissing("spark.master", "local[*]");
            conf.set("spark.plugins", joined(conf.get("spark.plugins", ""), ",", Telemetry.class.getName()));
            acceleration
                    .plugin()
                    .filter(plugin -> !conf.get("spark.plugins").contains(plugin))
                    .ifPresent(plugin -> conf.set("spark.plugins", joined(conf.get("spark.plugins"), ",", plugin)));
            equipExecutors(conf);
            // Standalone daemons hand the secret down like this; the driver itself looks into its settings only.
            Optional.ofNullable(System.getenv("_SPARK_AUTH_SECRET"))
                    .ifPresent(secret -> conf.setIfMissing("spark.authenticate.secret", secret));
            if (conf.get("spark.master").startsWith("local")) {
                conf.setIfMissing("spark.ui.enabled", "false");
                conf.setIfMissing("spark.driver.host", "127.0.0.1");
                conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
                conf.setIfMissing("spark.sql.shuffle.partitions", "8");
            }
            // Spark's own expression knows fewer names; its pages and event logs hide what this one finds.
            conf.setIfMissing("spark.redaction.regex", "(?i)token|" + Secrets.NAME);
            SignalUtils.register("TERM", Ending::terminate);
            session = start(conf);
        }
        return session;
    }

    /** A master that does not answer and a setting that Spark refuses are nobody's defect here. */
    private static SparkSession start(SparkConf conf) {
        try {
            LogFormat.apply();
            makeEventLog(conf);
            return SparkSession.builder().config(conf).getOrCreate();
        } catch (IOException | RuntimeException e) {
            throw new PerennialException(
                    ErrorCode.OUT_OF_RESOURCES,
                    "Cannot start Spark on '" + conf.get("spark.master") + "': " + e.getMessage()
                            + ". Look after the master and Spark's settings, and run the same command again.",
                    e);
        }
    }

    /** Spark wants the folder to be there. */
    private static void makeEventLog(SparkConf conf) throws IOException {
        if (conf.getBoolean("spark.eventLog.enabled", false) && conf.contains("spark.eventLog.dir")) {
            Path folder = new Path(Workspaces.qualified(conf.get("spark.eventLog.dir")));
            conf.set("spark.eventLog.dir", folder.toString());
            folder.getFileSystem(hadoop()).mkdirs(folder);
        }
    }

    /** What executors need to train, said here so that a bare {@code spark-submit} needs no flags for it. */
    private static void equipExecutors(SparkConf conf) {
        String options = "spark.executor.defaultJavaOptions";
        conf.set(options, joined(EXECUTOR_FLAGS, " ", conf.get(options, "")));
        // Virtual workers run side by side, each on one thread.
        conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
        // OpenBLAS takes slow kernels on processors newer than itself; the bits depend on this choice, so all take one.
        conf.setIfMissing(
                "spark.executorEnv.OPENBLAS_CORETYPE",
                Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("HASWELL"));
    }

    private static String joined(String first, String separator, String second) {
        return first.isBlank() || second.isBlank() ? first + second : first + separator + second;
    }

    @Override
    public void close() {
        if (session != null) {
            session.stop();
        }
    }
}
