package dev.perennial.jobs;

import dev.perennial.conf.Manifest;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.StreamConfiguration;
import java.util.List;
import java.util.Locale;

/** Says what best-fit packing did to each text, beside what packing end to end would have done. */
final class BestFitNote {
    private BestFitNote() {}

    static List<String> of(StreamConfiguration stream, Manifest manifest) {
        return stream.packing() == Packing.BEST_FIT
                ? stream.texts().keySet().stream()
                        .map(part -> of(part, stream.context(), manifest))
                        .toList()
                : List.of();
    }

    private static String of(String part, int context, Manifest manifest) {
        long room = Math.multiplyExact(manifest.count("text sequences " + part), context + 1L);
        long padding = manifest.count("text padding " + part);
        return String.format(
                Locale.ROOT,
                "best fit fills %.2f %% of the sequences of %s and cuts %,d of %,d documents; end to end, %,d would be cut",
                100.0 * (room - padding) / Math.max(1, room),
                part,
                manifest.count("text documents cut " + part),
                manifest.count("text documents " + part),
                manifest.count("text documents cut end to end " + part));
    }
}
