package dev.perennial.evaluation.report;

import java.util.List;

/**
 * The learning rates of an experiment drawn over one axis of tokens, each stage from where its parent ended.
 *
 * @param title of the experiment
 */
public record ScheduleChart(String title, List<Curve> curves) {
    private static final HtmlPage PAGE =
            new HtmlPage("schedule.html", List.of("elements.js", "palette.js", "charts.js", "schedule.js"), List.of());

    /** A stage's rates: tokens since the first ancestor began, and the rate of the step that ends there. */
    public record Curve(String stage, List<Point> points) {}

    public record Point(long tokens, double rate) {}

    /** One HTML page that needs no network. */
    public String page() {
        return PAGE.of(ReportJson.ofForScript(this));
    }
}
