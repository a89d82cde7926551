package dev.perennial.training.spark;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.training.MemoryLimits;
import dev.perennial.training.plan.Cluster;
import dev.perennial.training.plan.ClusterExtras;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.bytedeco.javacpp.Pointer;

/**
 * Reads the shape of a cluster from the file that {@code spark-submit} gets, so that what is planned is what is asked for. What Spark has
 * no setting for stands under {@code spark.perennial.plan.}, which Spark passes over.
 */
public final class ClusterSettings {
    private static final String EXTRAS = "spark.perennial.plan.";
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|\\d+)(?:,\\d+)?])?");

    /** As JavaCPP has it where nobody says otherwise: so many heaps may be resident. */
    private static final int HEAPS_RESIDENT = 4;

    private final String name;
    private final SparkConf conf;
    private final ClusterExtras extras;

    private ClusterSettings(String name, SparkConf conf, ClusterExtras extras) {
        this.name = name;
        this.conf = conf;
        this.extras = extras;
    }

    /** The machine and the process that ask, on all cores. */
    public static Cluster thisMachine() {
        MemoryLimits limits = MemoryCheck.ofThisProcess("this machine");
        ClusterExtras extras = extras(new Properties(), "this machine");
        int cores = Runtime.getRuntime().availableProcessors();
        return new Cluster("this machine", 1, cores, 1, limits, 0, limits.heap(), true, extras);
    }

    public static Cluster read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE,
                    "Cannot read the cluster '" + file + "': " + e + ". Name a file such as conf/clusters/yarn.conf.",
                    e);
        }
        SparkConf conf = new SparkConf(false);
        properties.stringPropertyNames().forEach(key -> conf.set(key, properties.getProperty(key)));
        String name = file.getFileName().toString().replaceFirst("\\.conf$", "");
        ClusterExtras extras = extras(properties, file.toString());
        try {
            return new ClusterSettings(name, conf, extras).cluster();
        } catch (NumberFormatException e) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read the cluster '" + file + "': a value is no number or size, got " + e.getMessage()
                            + ", expected such as 8 or 8g.",
                    e);
        }
    }

    private static ClusterExtras extras(Properties properties, String file) {
        Properties own = new Properties();
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith(EXTRAS))
                .forEach(key -> own.setProperty(key.substring(EXTRAS.length()), properties.getProperty(key)));
        Problems problems = new Problems();
        ClusterExtras extras = new RecordReader(problems)
                .read(
                        ConfigFactory.parseProperties(
                                        own, ConfigParseOptions.defaults().setOriginDescription(file))
                                .root(),
                        ClusterExtras.class);
        problems.throwIfAny();
        return extras;
    }

    private Cluster cluster() {
        Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
        return local.matches() ? ofOneProcess(local.group(1)) : ofExecutors();
    }

    private Cluster ofOneProcess(String written) {
        int cores = written == null ? 1 : written.equals("*") ? here() : Integer.parseInt(written);
        long heap = conf.getSizeAsBytes("spark.driver.memory", "1g");
        MemoryLimits limits = limits("spark.driver.extraJavaOptions", heap, Pointer.totalPhysicalBytes());
        return new Cluster(name, 1, slots(cores), threads(), limits, 0, heap, true, extras);
    }

    private Cluster ofExecutors() {
        int cores = conf.getInt("spark.executor.cores", 1);
        long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
        return new Cluster(
                name,
                executors(cores),
                slots(cores),
                threads(),
                limits("spark.executor.extraJavaOptions", heap, 0),
                MemoryCheck.overhead(conf, conf.get("spark.master", "")),
                conf.getSizeAsBytes("spark.driver.memory", "1g"),
                false,
                extras);
    }

    private int executors(int cores) {
        if (extras.executors().isPresent()) {
            return extras.executors().get();
        }
        if (conf.contains("spark.executor.instances")) {
            return conf.getInt("spark.executor.instances", 0);
        }
        if (conf.contains("spark.cores.max")) {
            return Math.max(1, conf.getInt("spark.cores.max", 0) / cores);
        }
        throw new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot plan for the cluster '" + name + "': nothing says how many executors it has. Set"
                        + " spark.executor.instances, spark.cores.max, or " + EXTRAS + "executors.");
    }

    private int slots(int cores) {
        int slots = Math.max(1, cores / threads());
        double ofTask = conf.getDouble("spark.task.resource.gpu.amount", 1);
        return conf.contains("spark.executor.resource.gpu.amount")
                        && extras.gpu().isPresent()
                ? (int) Math.min(slots, conf.getDouble("spark.executor.resource.gpu.amount", 1) / ofTask)
                : slots;
    }

    private int threads() {
        return conf.getInt("spark.task.cpus", 1);
    }

    private static int here() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** What nobody sets is what JavaCPP and the JVM make of the heap. */
    private MemoryLimits limits(String options, long heap, long machine) {
        String flags = conf.get(options, "");
        return new MemoryLimits(
                name,
                size(flags, "-Dorg.bytedeco.javacpp.maxbytes=").orElse(heap),
                size(flags, "-Dorg.bytedeco.javacpp.maxphysicalbytes=").orElse(HEAPS_RESIDENT * heap),
                size(flags, "-XX:MaxDirectMemorySize=").orElse(heap),
                machine,
                heap);
    }

    private Optional<Long> size(String flags, String flag) {
        Matcher found = Pattern.compile(Pattern.quote(flag) + "(\\S+)").matcher(flags);
        return found.find()
                ? Optional.of(new SparkConf(false).set("size", found.group(1)).getSizeAsBytes("size"))
                : Optional.empty();
    }
}
