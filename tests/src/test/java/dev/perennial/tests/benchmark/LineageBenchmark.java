package dev.perennial.tests.benchmark;

import dev.perennial.conf.Seed;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.Lineage;
import dev.perennial.mixing.spark.StreamBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/**
 * Asks the stream of a billion tokens that {@code scripts/benchmark mix --full} left where positions come from and where documents
 * stand, in one process without Spark.
 */
public final class LineageBenchmark {
    private static final long TOKENS = 1_000_000_000;
    private static final int QUESTIONS = 5;

    private LineageBenchmark() {}

    /** The first number, if there is one, is of which stream: its millions of tokens. */
    public static void main(String[] arguments) throws IOException {
        boolean other = arguments.length > 0 && arguments[0].matches("\\d+");
        long tokens = other ? Long.parseLong(arguments[0]) * 1_000_000 : TOKENS;
        Store store = new Store(Path.of("runs", "benchmark-mix").toUri().toString(), new Configuration());
        Meter meter = new Meter();
        MixInputs inputs = new MixInputs(store, tokens, 2048);
        StreamBuilder earlier = inputs.earlier();
        StreamBuilder mix = inputs.mix(null);
        TokenStream stream = inputs.stream(mix, null);
        Lineage lineage = new Lineage(
                () -> {
                    throw new IllegalStateException("Spark was asked for");
                },
                store.hadoop());
        System.out.printf(Locale.ROOT, "manifests of %,d sequences: %.2f s%n", stream.sequences(), meter.wallSeconds());
        List<byte[]> documents = new ArrayList<>();
        SplittableRandom random =
                new SplittableRandom(new Seed(1).named("questions").value());
        for (int i = 0; i < QUESTIONS; i++) {
            long position = random.nextLong(stream.sequences());
            meter = new Meter();
            Sequence row = stream.read(position, position + 1, store.hadoop()).get(0);
            List<Lineage.Stretch> stretches =
                    new ArrayList<>(lineage.of(row, mix.corpora().values()));
            stretches.addAll(lineage.of(row, earlier.corpora().values()));
            System.out.printf(
                    Locale.ROOT,
                    "position %,d (%s): %d documents named in %.2f s%n",
                    position,
                    row.part(),
                    stretches.stream().filter(each -> each.origin().isPresent()).count(),
                    meter.wallSeconds());
            documents.add(row.spans().get(0).document());
        }
        for (byte[] document : documents) {
            meter = new Meter();
            List<Lineage.Use> uses = lineage.of(document, mix, stage -> earlier);
            System.out.printf(
                    Locale.ROOT,
                    "document %s: %d stretches at positions from %,d in %.2f s%n",
                    HexFormat.of().formatHex(document),
                    uses.size(),
                    uses.get(0).position(),
                    meter.wallSeconds());
        }
    }
}
