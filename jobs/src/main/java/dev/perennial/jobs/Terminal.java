package dev.perennial.jobs;

import dev.perennial.conf.Progress;
import dev.perennial.conf.Secrets;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows progress to a person: a bar on a terminal, else a plain line now and then. All of it goes to standard error. */
final class Terminal implements Progress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean interactive;

    private Terminal(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    /** The launcher says whether standard error is a terminal: Java 17 cannot tell. */
    static Terminal standard() {
        return new Terminal(System.err, Boolean.getBoolean("perennial.terminal"));
    }

    static Terminal plain(PrintStream out) {
        return new Terminal(out, false);
    }

    @Override
    public void say(String line) {
        out.println(Secrets.redacted(line));
    }

    @Override
    public Task begin(String name, String unit, long total) {
        return interactive ? new Bar(name, unit, total) : new Lines(name, unit, total);
    }

    private static final class Bar implements Task {
        private final ProgressBar bar;

        Bar(String name, String unit, long total) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .setUnit(" " + unit, 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(500)
                    .setMaxRenderedLength(110)
                    .showSpeed(new DecimalFormat("#,##0.0"))
                    .build();
        }

        @Override
        public void advanceTo(long done, String note) {
            bar.stepTo(done);
            bar.setExtraMessage(note.isEmpty() ? "" : ", " + note);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private final class Lines implements Task {
        private final String name;
        private final String unit;
        private final long total;
        private final Instant began = Instant.now();
        private Instant shown = began;
        private long first = -1;
        private long last = -1;
        private String lastNote = "";

        Lines(String name, String unit, long total) {
            this.name = name;
            this.unit = unit;
            this.total = total;
        }

        @Override
        public synchronized void advanceTo(long done, String note) {
            first = first < 0 ? done : first;
            last = done;
            lastNote = note;
            if (Duration.between(shown, Instant.now()).compareTo(BETWEEN_LINES) >= 0) {
                shown = Instant.now();
                out.println(line(done, note));
            }
        }

        @Override
        public synchronized void close() {
            out.println(line(Math.max(0, last), lastNote));
        }

        private String line(long done, String note) {
            double seconds =
                    Math.max(1e-3, Duration.between(began, Instant.now()).toMillis() / 1e3);
            double speed = Math.max(0, done - Math.max(0, first)) / seconds;
            String left = speed > 0 && done < total
                    ? String.format(Locale.ROOT, ", %.0f s left", (total - done) / speed)
                    : "";
            return String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d %s (%.0f %%), %.0f s, %s %s/s%s%s",
                    name,
                    done,
                    total,
                    unit,
                    100.0 * done / Math.max(1, total),
                    seconds,
                    String.format(Locale.ROOT, speed < 10 ? "%.1f" : "%,.0f", speed),
                    unit,
                    left,
                    note.isEmpty() ? "" : ", " + note);
        }
    }
}
