package dev.perennial.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import java.io.File;
import java.util.List;

/** Reads an experiment file (HOCON) and lays the command line's {@code --set path=value} over it before anything is resolved. */
public final class ConfigurationFile {
    private ConfigurationFile() {}

    public static Config read(File file, List<String> overrides) {
        if (!file.isFile()) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE,
                    "Cannot read the configuration: no file at '" + file
                            + "'. Start from a copy of conf/experiments/quickstart.conf.");
        }
        try {
            ConfigParseOptions options =
                    ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new RequiredIncludes(file));
            Config written = ConfigFactory.parseFile(file, options);
            return overrides(overrides).withFallback(written).resolve();
        } catch (ConfigException e) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION, "Cannot read the configuration: " + e.getMessage() + ".", e);
        }
    }

    /** The resolved configuration as text, sorted by key: what a plan prints and a report shows. */
    public static String render(Config config) {
        return config.root()
                .render(ConfigRenderOptions.defaults()
                        .setOriginComments(false)
                        .setComments(false)
                        .setJson(false));
    }

    private static Config overrides(List<String> overrides) {
        Config all = ConfigFactory.empty();
        for (String override : overrides) {
            if (override.indexOf('=') <= 0) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION, "Cannot set a value: got '" + override + "', expected path=value.");
            }
            all = ConfigFactory.parseString(
                            override, ConfigParseOptions.defaults().setOriginDescription("--set " + override))
                    .withFallback(all);
        }
        return all;
    }
}
