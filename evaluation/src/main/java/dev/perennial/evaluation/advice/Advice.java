package dev.perennial.evaluation.advice;

import dev.perennial.conf.Share;
import java.util.List;
import java.util.Locale;

/**
 * A replay share and why.
 *
 * @param low the least that the evidence speaks for
 * @param high the most
 * @param measured whether this very shift was tried in a report; else it is placed between others
 * @param extrapolates whether the shift or the model lies outside what the evidence covers
 * @param beyond in what respects it does, with numbers
 * @param evidence what it rests on; if this very shift was measured, that measurement first
 * @param warnings what weakens it besides
 */
public record Advice(
        Share replay,
        Share low,
        Share high,
        boolean measured,
        boolean extrapolates,
        List<String> beyond,
        List<KnownShift> evidence,
        List<String> warnings,
        Probe probe) {
    public Advice {
        beyond = List.copyOf(beyond);
        evidence = List.copyOf(evidence);
        warnings = List.copyOf(warnings);
    }

    /** For people, with every figure that it rests on. */
    public String inWords() {
        Probe.Text before = probe.onOld();
        Probe.Text after = probe.onNew();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                replay %s of %s while learning %s, in the range of %s to %s: %s
                probe of %s, %,d parameters:
                    loss %.3f nats a token on %s, %.3f on %s: %.2f times as much
                    bits a byte %.3f and %.3f: %.2f times; bytes a token %.2f and %.2f
                    token distributions %.3f bits apart, of at most 1 (two halves of %s: %.3f)
                """,
                replay.percent(),
                before.distribution(),
                after.distribution(),
                low.percent(),
                high.percent(),
                measured ? "as measured on this shift" : "placed between known shifts",
                probe.parent(),
                probe.parameters(),
                before.loss(),
                before.distribution(),
                after.loss(),
                after.distribution(),
                probe.lossRatio(),
                before.bitsPerByte(),
                after.bitsPerByte(),
                probe.bitsPerByteRatio(),
                before.bytesPerToken(),
                after.bytesPerToken(),
                probe.divergence(),
                before.distribution(),
                probe.divergenceWithinOld()));
        append(text, "evidence", evidence.stream().map(this::line).toList());
        append(text, extrapolates ? "EXTRAPOLATES" : "within the evidence", beyond);
        append(text, "mind", warnings);
        return text.toString();
    }

    private String line(KnownShift shift) {
        boolean itself = measured && shift.equals(evidence.get(0));
        boolean placesOnly = shift.source() == KnownShift.Source.QUICKSTART;
        return (itself ? "this shift, " : "")
                + shift.inWords()
                + (placesOnly ? "; only its place counts, since toys exaggerate forgetting" : "");
    }

    private static void append(StringBuilder text, String heading, List<String> lines) {
        text.append(heading).append(lines.isEmpty() ? "\n" : ":\n");
        lines.forEach(line -> text.append("    ").append(line).append('\n'));
    }
}
