package dev.perennial.evaluation.report;

import dev.perennial.conf.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A report as one HTML page that needs no network and opens from a file.
 *
 * <p>Names in a report are other people's. The page builds its elements with {@code textContent}, and its content security
 * policy lets run no script but those whose hashes it names.
 */
final class ReportPage {
    private static final int POINTS_A_RUN = 1_500;
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";
    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    /** What the page's script reads. */
    private record Content(Report report, List<Headline> headline) {}

    private ReportPage() {}

    static String of(Report report) {
        String guard = resource("guard.js");
        String charts = resource(ECHARTS);
        String page = Stream.of("elements.js", "tables.js", "palette.js", "charts.js", "page.js")
                .map(ReportPage::resource)
                .collect(Collectors.joining("\n", "(() => {\n'use strict';\n", "})();\n"));
        Map<String, String> slots = Map.of(
                "hashes",
                hash(guard) + " " + hash(charts) + " " + hash(page),
                "style",
                resource("page.css"),
                "content",
                ReportJson.ofForScript(new Content(thinned(report), Headline.rows(report))),
                "guard",
                guard,
                "charts",
                charts,
                "page",
                page);
        // One pass, so that no text that was put in is searched for slots.
        return SLOT.matcher(resource("page.html"))
                .replaceAll(slot -> Matcher.quoteReplacement(Objects.requireNonNull(slots.get(slot.group(1)))));
    }

    private static Report thinned(Report report) {
        return report.withRuns(
                report.runs().stream().map(run -> run.thinned(POINTS_A_RUN)).toList());
    }

    private static String hash(String script) {
        byte[] digest = Fingerprint.sha256(script.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            // Browsers hash scripts after they have made line feeds of all line ends.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
