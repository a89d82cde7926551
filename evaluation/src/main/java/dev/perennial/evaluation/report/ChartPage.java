package dev.perennial.evaluation.report;

import dev.perennial.conf.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One HTML page with its charts' library inside, so that it needs no network and opens from a file.
 *
 * <p>Names on a page are other people's. Pages build their elements with {@code textContent}, and the content security policy lets run
 * no script but those whose hashes it names.
 */
final class ChartPage {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    private ChartPage() {}

    /**
     * @param content what the scripts read
     * @param scripts resources, in the order in which they need one another
     */
    static String of(String template, Object content, String... scripts) {
        String guard = resource("guard.js");
        String charts = resource(ECHARTS);
        String page = Stream.of(scripts)
                .map(ChartPage::resource)
                .collect(Collectors.joining("\n", "(() => {\n'use strict';\n", "})();\n"));
        Map<String, String> slots = Map.of(
                "hashes",
                hash(guard) + " " + hash(charts) + " " + hash(page),
                "style",
                resource("page.css"),
                "content",
                ReportJson.ofForScript(content),
                "guard",
                guard,
                "charts",
                charts,
                "page",
                page);
        // One pass, so that no text that was put in is searched for slots.
        return SLOT.matcher(resource(template))
                .replaceAll(slot -> Matcher.quoteReplacement(Objects.requireNonNull(slots.get(slot.group(1)))));
    }

    private static String hash(String script) {
        byte[] digest = Fingerprint.sha256(script.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ChartPage.class.getResourceAsStream(name), name)) {
            // Browsers hash scripts after they have made line feeds of all line ends.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
