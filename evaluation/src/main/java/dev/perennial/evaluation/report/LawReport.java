package dev.perennial.evaluation.report;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.perennial.evaluation.law.LawFit;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Laws beside what was measured, as one page that needs no network. */
public record LawReport(
        String title,
        @JsonSerialize(using = ToStringSerializer.class) Instant created,
        String codeVersion,
        List<LawFit> fits) {
    public LawReport {
        fits = List.copyOf(fits);
    }

    /** @param json the name of the file beside the page that holds {@link #json()} */
    public String page(String json) {
        return HtmlPage.ofSections(List.of("law.js"), List.of(json)).of(ReportJson.ofForScript(Map.of("report", this)));
    }

    public String json() {
        return ReportJson.of(this);
    }
}
