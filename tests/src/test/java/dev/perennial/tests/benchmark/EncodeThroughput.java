package dev.perennial.tests.benchmark;

import dev.perennial.tests.text.DemoText;
import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One pass over all documents of a kind: with an encoder that has seen no word yet, with one that has, or in the library. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class EncodeThroughput {
    static final String TOKENIZER = "perennial.benchmark.tokenizer";

    @Param
    DemoText text;

    @Param
    Way way;

    private List<byte[]> documents;
    private Tokenizer tokenizer;
    private Encoder encoder;

    /** What a pass is made with. */
    public enum Way {
        /** As a Spark task begins: it remembers no word. */
        FRESH(TokenizerEngine.JAVA),
        /** As a Spark task goes on. */
        WARM(TokenizerEngine.JAVA),
        /** Hugging Face's, by the calls of DJL that copy nothing but ids; it remembers words as well. */
        LIBRARY(TokenizerEngine.HUGGING_FACE);

        private final TokenizerEngine engine;

        Way(TokenizerEngine engine) {
            this.engine = engine;
        }
    }

    @Setup
    public void load() throws IOException {
        documents = text.documents();
        tokenizer = Tokenizer.read(Files.readAllBytes(Path.of(System.getProperty(TOKENIZER))), way.engine);
        encoder = tokenizer.encoder();
    }

    @Benchmark
    public long pass() {
        if (way == Way.FRESH) {
            encoder = tokenizer.encoder();
        }
        long tokens = 0;
        for (byte[] document : documents) {
            tokens += encoder.encode(document, 0, document.length);
        }
        return tokens;
    }
}
