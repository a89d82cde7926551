package dev.perennial.jobs;

import dev.perennial.training.spark.Telemetry;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Opens the Spark session when the first job needs it: a run in which everything stands never starts Spark. */
final class Sessions implements Supplier<SparkSession>, AutoCloseable {
    private final String application;
    private SparkSession session;

    Sessions(String application) {
        this.application = application;
    }

    /** The Hadoop settings that a session would have, {@code spark.hadoop.*} included. */
    static Configuration hadoop() {
        return SparkHadoopUtil.get().newConfiguration(new SparkConf());
    }

    @Override
    public SparkSession get() {
        if (session == null) {
            SparkConf conf = new SparkConf().setAppName(application);
            conf.setIfMissing("spark.master", "local[*]");
            conf.set("spark.plugins", Telemetry.class.getName());
            if (conf.get("spark.master").startsWith("local")) {
                conf.setIfMissing("spark.ui.enabled", "false");
                conf.setIfMissing("spark.driver.host", "127.0.0.1");
                conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
                conf.setIfMissing("spark.sql.shuffle.partitions", "8");
            }
            session = SparkSession.builder().config(conf).getOrCreate();
        }
        return session;
    }

    @Override
    public void close() {
        if (session != null) {
            session.stop();
        }
    }
}
