package dev.perennial.tests.benchmark;

import dev.perennial.conf.Manifest;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Mixture;
import dev.perennial.mixing.Portion;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.StreamBuilder;
import dev.perennial.tokenize.shard.Corpus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Two corpora and an earlier stream, and the mix of them that is measured: 63 % web, 27 % books, 10 % replayed.
 *
 * @param tokens of the stream that is mixed
 */
record MixInputs(Store store, long tokens, int context) {
    private static final Seed SEED = new Seed(9);
    private static final long TOKENS_PER_SHARD = 16L << 20;
    private static final Share REPLAYED = new Share(1, 10);
    private static final Share WEB = new Share(7, 10);

    Corpus corpus(String name, Share share) throws IOException {
        // A little more than the share: the last tokens of a corpus fill no sequence.
        long needed = share.within(REPLAYED.complement()).of(tokens) + TOKENS_PER_SHARD / 8;
        return new SyntheticCorpus(name, needed, TOKENS_PER_SHARD, SEED.named(name)).in(store);
    }

    /** The stream that is replayed: built if it does not stand. */
    StreamBuilder earlier() throws IOException {
        long needed = REPLAYED.of(tokens) + TOKENS_PER_SHARD / 8;
        Corpus corpus = new SyntheticCorpus("earlier", needed, TOKENS_PER_SHARD, SEED.named("earlier")).in(store);
        return builder(
                "earlier",
                REPLAYED.of(tokens),
                Map.of("earlier", corpus),
                Map.of("earlier", Portion.of(Share.ALL)),
                List.of());
    }

    StreamBuilder mix(SparkSession spark) throws IOException {
        Map<String, Corpus> corpora = Map.of("web", corpus("web", WEB), "books", corpus("books", WEB.complement()));
        Map<String, Portion> data = Map.of("web", Portion.of(WEB), "books", Portion.of(WEB.complement()));
        return builder("mix", tokens, corpora, data, List.of(stream(earlier(), spark)));
    }

    TokenStream stream(StreamBuilder builder, SparkSession spark) {
        Manifest manifest = store.standing(builder.recipe()).orElseGet(() -> builder.build(spark, store));
        return TokenStream.open(store.folder(builder.recipe()), manifest);
    }

    private StreamBuilder builder(
            String name,
            long tokens,
            Map<String, Corpus> corpora,
            Map<String, Portion> data,
            List<TokenStream> replayed) {
        List<Replay> replays = replayed.stream()
                .map(stream -> new Replay(stream.name(), REPLAYED, 0, Replay.Order.ORIGINAL))
                .toList();
        Map<String, TokenStream> streams = new TreeMap<>();
        replayed.forEach(stream -> streams.put(stream.name(), stream));
        return new StreamBuilder(
                name,
                StreamConfiguration.of(context, new Sequences(tokens / context), SEED, new Mixture(data, replays), 1),
                new TreeMap<>(corpora),
                streams,
                SyntheticCorpus.TOKENIZER,
                SyntheticText.VOCABULARY,
                SyntheticText.END_OF_TEXT);
    }
}
