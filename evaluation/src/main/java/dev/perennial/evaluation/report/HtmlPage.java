package dev.perennial.evaluation.report;

import dev.perennial.conf.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One HTML page that needs no network and opens from a file.
 *
 * <p>Names in it are other people's. The page builds its elements with {@code textContent}, and its content security policy
 * lets run no script but those whose hashes it names.
 *
 * @param template with the slots that are filled
 * @param scripts in the order in which they need one another
 * @param files that hold the same figures, beside the page
 */
record HtmlPage(String template, List<String> scripts, List<String> files) {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    /**
     * A page of sections with tables and charts.
     *
     * @param own the scripts of this page alone; the last ends with a call of {@code show}
     */
    static HtmlPage ofSections(List<String> own, List<String> files) {
        List<String> scripts =
                new ArrayList<>(List.of("elements.js", "tables.js", "palette.js", "charts.js", "sections.js"));
        scripts.addAll(own);
        return new HtmlPage("page.html", scripts, files);
    }

    /** @param content what the page's script reads, as JSON that can stand in a script element */
    String of(String content) {
        String guard = resource("guard.js");
        String charts = resource(ECHARTS);
        String page = scripts.stream()
                .map(HtmlPage::resource)
                .collect(Collectors.joining("\n", "(() => {\n'use strict';\n", "})();\n"));
        Map<String, String> slots = Map.of(
                "hashes",
                hash(guard) + " " + hash(charts) + " " + hash(page),
                "style",
                resource("page.css"),
                "links",
                files.stream()
                        .map(file -> "<a href=\"" + file + "\">" + file + "</a>")
                        .collect(Collectors.joining(", ")),
                "content",
                content,
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
        try (InputStream in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream(name), name)) {
            // Browsers hash scripts after they have made line feeds of all line ends.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
