package dev.perennial.training.spark;

import java.net.URISyntaxException;
import java.net.URL;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * One format of log lines for driver and executors, which hides secrets: where nobody has configured logging, Spark's own defaults give
 * way to this application's file.
 */
public final class LogFormat {
    private static final String OURS = "/log4j2.properties";
    private static final String DEFAULTS = "org/apache/spark/log4j2-defaults.properties";

    private LogFormat() {}

    /** To be called in every JVM, once its Spark is there. */
    public static void apply() {
        URL ours = LogFormat.class.getResource(OURS);
        if (ours != null && LogManager.getContext(false) instanceof LoggerContext context && isDefault(context)) {
            try {
                Configurator.reconfigure(ours.toURI());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean isDefault(LoggerContext context) {
        String location = context.getConfiguration().getConfigurationSource().getLocation();
        return location != null && location.contains(DEFAULTS);
    }
}
