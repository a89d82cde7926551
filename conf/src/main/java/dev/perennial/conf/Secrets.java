package dev.perennial.conf;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what people, logs and reports get to see: what stands after a name that says so, what a URL carries before
 * its host, and the values of such variables and properties of this process wherever they turn up.
 */
public final class Secrets {
    private static final String HIDDEN = "***";
    /** A regular expression for names of secrets, in any case. */
    public static final String NAME =
            "(?:secret|passw(?:or)?d|credential|access[._-]?key|session[._-]?token|private[._-]?key)";

    private static final Pattern NAMED = Pattern.compile(
            "(?i)(" + NAME + "[\\w.-]*[\"']?\\s*[:=]\\s*)(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,;}\\])]+)");
    private static final Pattern IN_URL = Pattern.compile("(://)[^/@\\s\"]*:[^/@\\s\"]*(?=@)");
    private static final Pattern NAME_OF_SECRET = Pattern.compile("(?i).*" + NAME + ".*");

    /** A shorter value is a word that may stand anywhere. */
    private static final int SHORTEST = 8;

    private Secrets() {}

    /** The text with three stars for each secret. */
    public static String redacted(String text) {
        String known = without(without(text, System.getenv()), properties());
        String named = NAMED.matcher(known).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        return IN_URL.matcher(named).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    }

    private static Map<String, String> properties() {
        return System.getProperties().stringPropertyNames().stream()
                .collect(java.util.stream.Collectors.toMap(key -> key, key -> System.getProperty(key, "")));
    }

    private static String without(String text, Map<String, String> values) {
        String left = text;
        for (Map.Entry<String, String> each : values.entrySet()) {
            if (each.getValue().length() >= SHORTEST
                    && NAME_OF_SECRET.matcher(each.getKey()).matches()) {
                left = left.replace(each.getValue(), HIDDEN);
            }
        }
        return left;
    }
}
