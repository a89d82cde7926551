package dev.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackedWindowsTest {
    private static final int END = 0;

    /** Remembers what it was asked, and gives each label a loss by its place in the window and its context. */
    private static final class Asked implements PackedWindows.LossFunction {
        private final int context;
        private final List<Integer> ids = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();

        Asked(int context) {
            this.context = context;
        }

        @Override
        public void losses(int[] windowIds, int[] windowLabels, int batch, float[] nats) {
            assertThat(windowIds).hasSize(batch * context).hasSameSizeAs(windowLabels);
            for (int i = 0; i < windowIds.length; i++) {
                ids.add(windowIds[i]);
                labels.add(windowLabels[i]);
                nats[i] = 1 + i % context + windowIds[i] * 0.25f + windowLabels[i] * 0.125f;
            }
        }
    }

    private static PackedWindows windows(List<List<Integer>> documents, int context, int batch, Asked asked) {
        PackedWindows windows = new PackedWindows(context, context, batch, END, asked);
        documents.forEach(document ->
                windows.add(document.stream().mapToInt(Integer::intValue).toArray(), nats -> {}));
        return windows;
    }

    private static List<Integer> packed(List<List<Integer>> documents) {
        List<Integer> packed = new ArrayList<>();
        documents.forEach(document -> {
            packed.addAll(document);
            packed.add(END);
        });
        return packed;
    }

    @Property(tries = 300)
    void everyTokenAndEveryEndOfTextIsPredictedOnceFromTheTokenBefore(
            @ForAll @Size(max = 8) List<@Size(max = 30) List<@IntRange(min = 1, max = 50) Integer>> documents,
            @ForAll @IntRange(min = 1, max = 9) int context,
            @ForAll @IntRange(min = 1, max = 5) int batch) {
        Asked asked = new Asked(context);
        PackedWindows windows = windows(documents, context, batch, asked);
        windows.finish();
        List<Integer> packed = packed(documents);
        assertThat(windows.tokens()).isEqualTo(packed.size());
        assertThat(asked.labels.subList(0, packed.size())).isEqualTo(packed);
        assertThat(asked.labels.size() - packed.size()).isLessThan(context);
        List<Integer> before = new ArrayList<>(List.of(END));
        before.addAll(packed);
        assertThat(asked.ids.subList(0, packed.size())).isEqualTo(before.subList(0, packed.size()));
    }

    @Property(tries = 300)
    void theSumDoesNotDependOnHowManyWindowsAreComputedAtOnce(
            @ForAll @Size(max = 8) List<@Size(max = 30) List<@IntRange(min = 1, max = 50) Integer>> documents,
            @ForAll @IntRange(min = 1, max = 9) int context,
            @ForAll @IntRange(min = 2, max = 7) int batch) {
        double together = windows(documents, context, batch, new Asked(context)).finish();
        double alone = windows(documents, context, 1, new Asked(context)).finish();
        assertThat(together).isEqualTo(alone);
    }

    @Property(tries = 300)
    void everyDocumentsNatsAreTheSumOverItsOwnTokensInOrder(
            @ForAll @Size(max = 8) List<@Size(max = 30) List<@IntRange(min = 1, max = 50) Integer>> documents,
            @ForAll @IntRange(min = 1, max = 9) int context,
            @ForAll @IntRange(min = 1, max = 5) int batch) {
        List<Double> known = new ArrayList<>();
        // The loss of a token is its id, and that of an end of text a thousand.
        PackedWindows windows = new PackedWindows(context, context, batch, END, (ids, labels, count, nats) -> {
            for (int i = 0; i < labels.length; i++) {
                nats[i] = labels[i] == END ? 1_000 : labels[i];
            }
        });
        documents.forEach(document ->
                windows.add(document.stream().mapToInt(Integer::intValue).toArray(), known::add));
        double total = windows.finish();
        assertThat(known)
                .isEqualTo(documents.stream()
                        .map(document -> 1_000.0
                                + document.stream().mapToInt(Integer::intValue).sum())
                        .toList());
        assertThat(total)
                .isEqualTo(known.stream().mapToDouble(Double::doubleValue).sum());
    }

    @Property(tries = 300)
    void everyTokenIsPredictedOnceWhateverTheStride(
            @ForAll @Size(max = 8) List<@Size(max = 30) List<@IntRange(min = 1, max = 50) Integer>> documents,
            @ForAll @IntRange(min = 1, max = 9) int context,
            @ForAll @IntRange(min = 1, max = 9) int step,
            @ForAll @IntRange(min = 1, max = 5) int batch) {
        List<Double> known = new ArrayList<>();
        PackedWindows windows =
                new PackedWindows(context, Math.min(step, context), batch, END, (ids, labels, count, nats) -> {
                    for (int i = 0; i < labels.length; i++) {
                        nats[i] = labels[i] == END ? 1_000 : labels[i];
                    }
                });
        documents.forEach(document ->
                windows.add(document.stream().mapToInt(Integer::intValue).toArray(), known::add));
        windows.finish();
        assertThat(known)
                .isEqualTo(documents.stream()
                        .map(document -> 1_000.0
                                + document.stream().mapToInt(Integer::intValue).sum())
                        .toList());
    }

    @Test
    void aStrideGivesEveryLaterTokenTheContextItLeaves() {
        List<Float> places = new ArrayList<>();
        // The loss of a token is its place in its window; windows of four, two apart: later tokens stand at 2 and 3.
        PackedWindows windows = new PackedWindows(4, 2, 3, END, (ids, labels, count, nats) -> {
            for (int i = 0; i < labels.length; i++) {
                nats[i] = i % 4;
            }
        });
        windows.add(new int[] {7, 7, 7, 7, 7, 7, 7, 7, 7}, nats -> places.add((float) nats));
        windows.finish();
        assertThat(places).containsExactly(0f + 1 + 2 + 3 + 2 + 3 + 2 + 3 + 2 + 3);
    }

    @Test
    void paddingIsNotCounted() {
        PackedWindows windows =
                new PackedWindows(8, 8, 4, END, (ids, labels, batch, nats) -> java.util.Arrays.fill(nats, 1));
        windows.add(new int[] {5, 6, 7}, nats -> {});
        assertThat(windows.finish()).isEqualTo(4);
        assertThat(windows.tokens()).isEqualTo(4);
    }

    @Test
    void withoutDocumentsThereIsNothingToPredict() {
        assertThat(new PackedWindows(8, 8, 4, END, new Asked(8)).finish()).isZero();
    }
}
