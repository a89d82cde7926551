package dev.perennial.mixing;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.conf.Shorthand;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a key of a mixture stands for: a corpus in its natural proportions, some of its domains, or a mixture of its own.
 *
 * @param share of the mixture it stands in
 * @param data the mixture inside; the key is then a name for people
 * @param domains shares of domains of the corpus that the key names
 */
@Shorthand("share")
public record Portion(
        Share share, @Default("{}") Map<String, Portion> data, @Default("{}") Map<String, Share> domains) {

    public Portion {
        data = Collections.unmodifiableMap(new TreeMap<>(data));
        domains = Collections.unmodifiableMap(new TreeMap<>(domains));
        if (!data.isEmpty() && !domains.isEmpty()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot mix both data and domains under one name: got "
                            + data.keySet() + " and " + domains.keySet()
                            + ". Give the corpus with its domains a name of its own inside data.");
        }
    }

    /** A corpus in its natural proportions. */
    public static Portion of(Share share) {
        return new Portion(share, Map.of(), Map.of());
    }
}
