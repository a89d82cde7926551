package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.File;
import java.util.Optional;

/** What helps the processors in SQL stages. RAPIDS without a GPU ends the driver, or leaves executors dying: so it is asked before. */
enum Acceleration {
    NONE,
    RAPIDS;

    private static final String PLUGIN = "com.nvidia.spark.SQLPlugin";
    private static final File DEVICES = new File("/proc/driver/nvidia/gpus");

    /** As the settings of Spark say, whatever the command line does; a plugin that only explains needs no GPU. */
    static Acceleration configured() {
        boolean loaded = Sessions.setting("spark.plugins").orElse("").contains(PLUGIN);
        boolean explains = Sessions.setting("spark.rapids.sql.mode").orElse("").equalsIgnoreCase("explainOnly");
        return loaded && !explains ? RAPIDS : NONE;
    }

    /** The Spark plugin to load. */
    Optional<String> plugin() {
        return switch (this) {
            case NONE -> Optional.empty();
            case RAPIDS -> Optional.of(PLUGIN);
        };
    }

    /** Fails where what is asked for is not there, before any work. */
    void require() {
        if (this == NONE) {
            return;
        }
        if (Sessions.setting("spark.master").orElse("local").startsWith("local")) {
            String[] devices = DEVICES.list();
            if (devices == null || devices.length == 0) {
                throw missing("this machine has none, expected a device in " + DEVICES
                        + ". Leave --gpu out, or submit to machines that have one");
            }
        } else if (Sessions.setting("spark.executor.resource.gpu.amount").isEmpty()) {
            throw missing("executors are promised none, expected spark.executor.resource.gpu.amount to be 1"
                    + ". Submit with --properties-file conf/clusters/rapids.conf");
        }
        try {
            Class.forName(PLUGIN, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw missing("the RAPIDS plugin is not on the class path, expected " + PLUGIN
                    + ". Add the jar of com.nvidia:rapids-4-spark_2.12:25.04.0 with --jars");
        }
    }

    private static PerennialException missing(String reason) {
        return new PerennialException(ErrorCode.OUT_OF_RESOURCES, "Cannot use a GPU: " + reason + ".");
    }
}
