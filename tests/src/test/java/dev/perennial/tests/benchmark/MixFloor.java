package dev.perennial.tests.benchmark;

import com.github.luben.zstd.Zstd;
import dev.perennial.conf.Fingerprint;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.StreamBuilder;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a mix cannot do without, each alone and on the same bytes: reading the shards and writing the stream through the same
 * Parquet, and below that the codec, the digest, the copies and the sort. Processor seconds.
 */
record MixFloor(StreamBuilder mix, TokenStream stream, Configuration hadoop) {
    private static final int PAGE = 256 << 10;
    private static final int ZSTD_LEVEL = 3;

    double readSeconds() throws IOException {
        Meter meter = new Meter();
        long bytes = 0;
        for (Corpus corpus : mix.corpora().values()) {
            for (ShardSummary shard : corpus.shards(Split.TRAIN)) {
                Path file = new Path(corpus.folder(), shard.file().path());
                try (RecordSource<ShardDocument> rows = ShardFormat.open(file, hadoop)) {
                    for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                        bytes += row.tokens().length;
                    }
                }
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("the corpora are empty");
        }
        return meter.processorSeconds();
    }

    /** Reading a file of the stream back is not counted. */
    double writeSeconds() throws IOException {
        double seconds = 0;
        Path folder = new Path(stream.folder()).suffix("-written-again");
        for (long from = 0; from < stream.sequences(); from += stream.rowsPerFile()) {
            List<Sequence> rows = stream.read(from, Math.min(stream.sequences(), from + stream.rowsPerFile()), hadoop);
            Meter meter = new Meter();
            try (RecordFile<Sequence> file = new RecordFile<>(
                    folder,
                    StreamFormat.file(from / stream.rowsPerFile()),
                    hadoop,
                    StreamFormat.SCHEMA,
                    Map.of(),
                    4L << 20,
                    StreamFormat::write)) {
                for (Sequence row : rows) {
                    file.write(row);
                }
                file.finish();
            }
            seconds += meter.processorSeconds();
        }
        folder.getFileSystem(hadoop).delete(folder, true);
        return seconds;
    }

    /** Seconds for all tokens of the stream, by what is done to them; measured on the first file, whose tokens are held. */
    Map<String, Double> physicalSeconds() {
        long held = Math.min(stream.sequences(), stream.rowsPerFile());
        byte[] tokens = joined(stream.read(0, held, hadoop));
        double scale = (double) stream.sequences() / held;
        byte[][] packed = packed(tokens);
        long[] positions = new SplittableRandom(1).longs(tokens.length / 1024).toArray();
        return new java.util.TreeMap<>(Map.of(
                "compress", scale * seconds(() -> packed(tokens)),
                "decompress", scale * seconds(() -> unpacked(packed)),
                "digest",
                        scale
                                * seconds(() -> Arrays.stream(packed)
                                        .map(Fingerprint::sha256)
                                        .toArray()),
                "copy", scale * seconds(() -> tokens.clone()),
                "sort", scale * seconds(() -> Arrays.stream(positions).sorted().toArray())));
    }

    private static double seconds(Supplier<Object> work) {
        work.get();
        Meter meter = new Meter();
        if (work.get() == null) {
            throw new IllegalStateException("nothing was done");
        }
        return meter.processorSeconds();
    }

    private static byte[] joined(List<Sequence> rows) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        rows.forEach(row -> all.writeBytes(row.tokens()));
        return all.toByteArray();
    }

    private static byte[][] packed(byte[] tokens) {
        byte[][] packed = new byte[(tokens.length + PAGE - 1) / PAGE][];
        for (int page = 0; page < packed.length; page++) {
            int end = Math.min(tokens.length, (page + 1) * PAGE);
            packed[page] = Zstd.compress(Arrays.copyOfRange(tokens, page * PAGE, end), ZSTD_LEVEL);
        }
        return packed;
    }

    private static byte[][] unpacked(byte[][] packed) {
        return Arrays.stream(packed).map(page -> Zstd.decompress(page, PAGE)).toArray(byte[][]::new);
    }
}
