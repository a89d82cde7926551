package dev.perennial.conf;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.util.List;
import java.util.Optional;

/** Reads what a file includes, and refuses what is not there: HOCON itself takes a misspelt {@code include} for an empty one. */
final class RequiredIncludes implements ConfigIncluder, ConfigIncluderFile {
    private static final List<String> EXTENSIONS = List.of("", ".conf", ".json", ".properties");

    private final File file;

    /** @param file that is read, for people */
    RequiredIncludes(File file) {
        this.file = file;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        for (String extension : EXTENSIONS) {
            Optional<ConfigObject> read = read(context, context.relativeTo(what + extension));
            if (read.isPresent()) {
                return read.get();
            }
        }
        throw missing(what);
    }

    private static Optional<ConfigObject> read(ConfigIncludeContext context, ConfigParseable found) {
        try {
            return Optional.ofNullable(found).map(there -> there.parse(required(context)));
        } catch (ConfigException.IO e) {
            return Optional.empty();
        }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        if (!what.isFile()) {
            throw missing(what.toString());
        }
        return ConfigFactory.parseFile(what, required(context)).root();
    }

    private static ConfigParseOptions required(ConfigIncludeContext context) {
        return context.parseOptions().setAllowMissing(false);
    }

    private PerennialException missing(String what) {
        return new PerennialException(
                ErrorCode.MISSING_FILE,
                "Cannot read the configuration: '" + file + "' includes '" + what
                        + "', or what it includes does, and there is no such file. A path counts from the file that"
                        + " includes it.");
    }
}
