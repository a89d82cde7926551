package dev.perennial.tests.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** English, German and code in turn, then the same in one {@link Variation} after the other; every eighth document is hostile. */
public record MixedText(List<byte[]> documents) {
    private static final long SEED = 20_261_124;
    private static final int HOSTILE = 8;

    public static MixedText ofTheDemo() throws IOException {
        return new MixedText(DemoText.mixed());
    }

    /** Documents without end, the same ones each time. */
    public Iterator<String> iterator() {
        HostileDocuments hostile = new HostileDocuments(SEED);
        int size = documents.size();
        return Stream.iterate(0L, place -> place + 1)
                .map(place -> {
                    if (place % HOSTILE == HOSTILE - 1) {
                        return hostile.get();
                    }
                    long real = place - place / HOSTILE;
                    Variation[] variations = Variation.values();
                    Variation variation = variations[(int) (real / size % variations.length)];
                    return variation.of(new String(documents.get((int) (real % size)), StandardCharsets.UTF_8));
                })
                .iterator();
    }
}
