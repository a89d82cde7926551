package dev.perennial.mixing.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Mixture;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Portion;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.spark.CorpusBuilder;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.tokenize.spark.InputFingerprints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nests, domains, segments, several replays and best fit, on the streams themselves. */
class MixtureStreamTest {
    private static final Configuration HADOOP = new Configuration();
    private static final int CONTEXT = 16;
    private static final Share HALF = new Share(1, 2);
    private static final Share QUARTER = new Share(1, 4);

    @TempDir
    static Path folder;

    private static Tokenizer tokenizer;
    private static Corpus pile;
    private static Corpus german;
    private static final Map<String, ShardDocument> DOCUMENTS = new HashMap<>();

    @BeforeAll
    static void tokenise() throws IOException {
        WordCounts words = new WordCounts();
        words.count("rain and snow in the year ".repeat(3));
        tokenizer = Tokenizer.read(BpeTrainer.ofSize(280).train(words));
        pile = corpus("pile", i -> List.of("Github", "ArXiv", "Wikipedia (en)").get(i % 3));
        german = corpus("german", i -> "web");
    }

    private static Corpus corpus(String name, java.util.function.IntFunction<String> domain) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 240; i++) {
            lines.append("{\"text\": \"%s %d %s\", \"meta\": {\"pile_set_name\": \"%s\"}}\n"
                    .formatted(name, i, "rain and snow ".repeat(i % 7), domain.apply(i)));
        }
        Path file = Files.writeString(folder.resolve(name + ".jsonl"), lines.toString());
        CorpusSource source = new CorpusSource(
                name,
                "pile",
                List.of(file.toString()),
                new Share(1, 10),
                Share.NONE,
                Optional.empty(),
                Optional.empty(),
                256,
                true);
        Store store = store("corpora");
        InputFingerprints fingerprints = new InputFingerprints(store, LocalSpark::session, Progress.silent());
        Corpus corpus = CorpusBuilder.plan(name, source, tokenizer, store, fingerprints)
                .build(LocalSpark.session(), store, Progress.silent());
        for (String shard : TextCounts.paths(corpus)) {
            try (RecordSource<ShardDocument> rows = ShardFormat.open(new org.apache.hadoop.fs.Path(shard), HADOOP)) {
                for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                    DOCUMENTS.put(HexFormat.of().formatHex(row.id()), row);
                }
            }
        }
        return corpus;
    }

    private static Store store(String name) {
        return new Store(folder.resolve(name).toUri().toString(), HADOOP);
    }

    private static Portion portion(String share) {
        return Portion.of(Share.parse(share));
    }

    private static Portion domains(String share, String... names) {
        Map<String, Share> shares = new TreeMap<>();
        for (String name : names) {
            shares.put(name, new Share(1, names.length));
        }
        return new Portion(Share.parse(share), Map.of(), shares);
    }

    private static StreamConfiguration.Segment segment(long sequences, Map<String, Portion> data, Replay... replay) {
        return new StreamConfiguration.Segment(new Sequences(sequences), new Mixture(data, List.of(replay)));
    }

    private static StreamConfiguration configuration(Packing packing, StreamConfiguration.Segment... segments) {
        return new StreamConfiguration(CONTEXT, new Seed(5), 1, packing, Map.of(), List.of(segments));
    }

    private static StreamBuilder builder(String name, StreamConfiguration configuration, TokenStream... replayed) {
        return new StreamBuilder(
                name,
                configuration,
                Map.of("pile", pile, "german", german),
                List.of(replayed).stream().collect(Collectors.toMap(TokenStream::name, stream -> stream)),
                tokenizer.fingerprint(),
                tokenizer.vocabularySize(),
                tokenizer.endOfText());
    }

    private static TokenStream build(StreamBuilder builder) {
        Store store = store("streams");
        Manifest manifest =
                store.standing(builder.recipe()).orElseGet(() -> builder.build(LocalSpark.session(), store));
        return TokenStream.open(store.folder(builder.recipe()), manifest);
    }

    private static TokenStream first() {
        return build(builder(
                "D0",
                configuration(Packing.CONCATENATE, segment(48, Map.of("pile", domains("1", "Github", "ArXiv"))))));
    }

    private static List<Sequence> all(TokenStream stream) {
        return stream.read(0, stream.sequences(), HADOOP);
    }

    private static List<Sequence> of(TokenStream stream, String part) {
        return all(stream).stream().filter(row -> row.part().equals(part)).toList();
    }

    private static Optional<?> proof(StreamBuilder builder) {
        return proof(builder, build(builder));
    }

    private static Optional<?> proof(StreamBuilder builder, TokenStream stream) {
        return new StreamProof(builder, stream, List.of(pile, german))
                .prove(LocalSpark.session(), HADOOP)
                .difference();
    }

    private static ShardDocument document(Span span) {
        return DOCUMENTS.get(HexFormat.of().formatHex(span.document()));
    }

    /** Every span's tokens are the document's, every other an end of text; what is left over is counted. */
    private static long padding(TokenStream stream, Sequence row) {
        int[] tokens = stream.width().unpack(row.tokens());
        int at = 0;
        for (Span span : row.spans()) {
            int[] document = stream.width().unpack(document(span).tokens());
            for (long i = span.from(); i < span.from() + span.length(); i++, at++) {
                assertThat(tokens[at]).isEqualTo(i == document.length ? tokenizer.endOfText() : document[(int) i]);
            }
        }
        assertThat(tokens).hasSize(CONTEXT + 1);
        for (int i = at; i < tokens.length; i++) {
            assertThat(tokens[i]).isEqualTo(tokenizer.endOfText());
        }
        return tokens.length - at;
    }

    @Test
    void partOfADomainHoldsItsDocumentsAlone() {
        TokenStream stream = first();
        for (Sequence row : all(stream)) {
            assertThat(row.spans())
                    .isNotEmpty()
                    .allMatch(span -> ("pile: " + document(span).domain()).equals(row.part()));
            assertThat(padding(stream, row)).isZero();
        }
        assertThat(of(stream, "pile: Github"))
                .hasSize(24)
                .extracting(Sequence::origin)
                .doesNotHaveDuplicates();
    }

    @Test
    void wholePassOverADomainHoldsEachOfItsTokensOnce() {
        long tokens = DOCUMENTS.values().stream()
                .filter(each -> each.domain().equals("Github"))
                .mapToLong(each -> each.length() + 1L)
                .sum();
        long sequences = (tokens - 1) / CONTEXT;
        TokenStream stream = build(builder(
                "all of Github",
                configuration(Packing.CONCATENATE, segment(sequences, Map.of("pile", domains("1", "Github"))))));
        assertThat(all(stream))
                .extracting(Sequence::origin)
                .doesNotHaveDuplicates()
                .hasSize((int) sequences);
        assertThatThrownBy(() -> plan(builder(
                        "more",
                        configuration(
                                Packing.CONCATENATE, segment(sequences + 1, Map.of("pile", domains("1", "Github")))))))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LITTLE_DATA))
                .hasMessageContaining(
                        "take " + (sequences + 1) + " sequences from 'pile: Github': it has " + sequences);
    }

    private static void plan(StreamBuilder builder) {
        builder.plan(LocalSpark::session, HADOOP);
    }

    @Test
    void domainThatNoDocumentHasIsRefusedWithTheOneThatWasMeant() {
        StreamBuilder builder = builder(
                "typo",
                configuration(Packing.CONCATENATE, segment(4, Map.of("pile", domains("1", "Githup", "ArXiv")))));
        assertThatThrownBy(() -> plan(builder))
                .hasMessageContaining("Cannot mix 'pile: Githup': no document has this domain. Did you mean 'Github'?");
    }

    @Test
    void freshDataAndReplayGoOnInTheNextSegmentWhereTheyStopped() {
        Replay replay = Replay.inOrder("D0", QUARTER, 5);
        StreamBuilder builder = builder(
                "in turn",
                configuration(
                        Packing.CONCATENATE,
                        segment(20, Map.of("german", portion("1")), replay),
                        segment(24, Map.of("german", portion("1/2"), "pile", domains("1/2", "ArXiv")), replay),
                        segment(10, Map.of("german", portion("1")))),
                first());
        TokenStream stream = build(builder);
        assertThat(of(stream, "replay of D0"))
                .extracting(Sequence::origin)
                .isEqualTo(java.util.stream.LongStream.range(5, 16).boxed().toList());
        assertThat(of(stream, "german"))
                .hasSize(15 + 9 + 10)
                .extracting(Sequence::origin)
                .doesNotHaveDuplicates();
        assertThat(of(stream, "pile: ArXiv")).hasSize(9).allMatch(row -> row.position() >= 20 && row.position() < 44);
        assertThat(proof(builder)).isEmpty();
    }

    @Test
    void shuffledReplayTakesWhatFollowsItsStartInAnotherOrder() {
        Replay replay = new Replay("D0", HALF, 8, Replay.Order.SHUFFLED);
        StreamBuilder builder = builder(
                "reshuffled",
                configuration(Packing.CONCATENATE, segment(80, Map.of("german", portion("1")), replay)),
                first());
        List<Long> origins = of(build(builder), "replay of D0").stream()
                .map(Sequence::origin)
                .toList();
        assertThat(Set.copyOf(origins))
                .isEqualTo(java.util.stream.LongStream.range(8, 48).boxed().collect(Collectors.toSet()));
        assertThat(origins).hasSize(40).isNotEqualTo(origins.stream().sorted().toList());
        for (Sequence row : of(build(builder), "replay of D0")) {
            assertThat(row.tokens())
                    .isEqualTo(first().read(row.origin(), row.origin() + 1, HADOOP)
                            .get(0)
                            .tokens());
        }
        assertThat(proof(builder)).isEmpty();
    }

    @Test
    void chainOfStagesThatReplayEachOtherIsProved() {
        StreamBuilder second = builder(
                "D1",
                configuration(
                        Packing.CONCATENATE,
                        segment(40, Map.of("german", portion("1")), Replay.inOrder("D0", QUARTER, 0))),
                first());
        StreamBuilder third = builder(
                "D2",
                configuration(
                        Packing.CONCATENATE,
                        segment(
                                40,
                                Map.of("pile", domains("1", "Wikipedia (en)")),
                                Replay.inOrder("D0", QUARTER, 10),
                                new Replay("D1", QUARTER, 0, Replay.Order.SHUFFLED))),
                first(),
                build(second));
        assertThat(proof(second)).isEmpty();
        assertThat(proof(third)).isEmpty();
        assertThat(of(build(third), "replay of D0")).hasSize(10);
        List<Sequence> again = of(build(third), "replay of D1");
        assertThat(again).hasSize(10);
        assertThat(again.stream().map(row -> build(second)
                        .read(row.origin(), row.origin() + 1, HADOOP)
                        .get(0)))
                .as("some of what is replayed was a replay")
                .anyMatch(row -> row.part().equals("replay of D0"));
        // The same stream held against another plan is not.
        StreamBuilder other = builder(
                "D2",
                configuration(
                        Packing.CONCATENATE,
                        segment(
                                40,
                                Map.of("pile", domains("1", "Wikipedia (en)")),
                                Replay.inOrder("D0", QUARTER, 10),
                                Replay.inOrder("D1", QUARTER, 0))),
                first(),
                build(second));
        assertThat(proof(other, build(third))).isPresent();
    }

    @Test
    void bestFitCutsNoDocumentThatFitsAndPadsWithoutASpan() {
        StreamBuilder probe =
                builder("probe", configuration(Packing.BEST_FIT, segment(1, Map.of("pile", portion("1")))));
        TextSupply text =
                (TextSupply) probe.plan(LocalSpark::session, HADOOP).supplies().get(0);
        StreamBuilder builder = builder(
                "whole documents",
                configuration(Packing.BEST_FIT, segment(text.sequences(), Map.of("pile", portion("1")))));
        TokenStream stream = build(builder);
        Map<String, Long> seen = new HashMap<>();
        long padding = 0;
        for (Sequence row : all(stream)) {
            padding += padding(stream, row);
            for (Span span : row.spans()) {
                seen.merge(HexFormat.of().formatHex(span.document()), 1L, Long::sum);
                int tokens = document(span).length() + 1;
                assertThat(span.length() == tokens).isEqualTo(tokens <= CONTEXT + 1);
            }
        }
        assertThat(padding).isPositive().isEqualTo(text.fit().padding());
        assertThat(seen).hasSize((int) text.documents());
        assertThat(seen.values().stream().filter(times -> times > 1))
                .hasSize((int) text.fit().cut());
        assertThat(text.fit().cut()).isLessThan(text.fit().cutEndToEnd());
        assertThat(proof(builder)).isEmpty();
    }

    @Test
    void bytesDependNeitherOnPartitionsNorOnAdaptiveExecution() {
        StreamConfiguration everything = configuration(
                Packing.BEST_FIT,
                segment(
                        30,
                        Map.of("german", portion("3/4"), "pile", domains("1/4", "Github", "ArXiv", "Wikipedia (en)")),
                        new Replay("D0", QUARTER, 0, Replay.Order.SHUFFLED)),
                segment(12, Map.of("german", portion("1"))));
        StreamBuilder builder = builder("everything", everything, first());
        List<Manifest.FileEntry> files =
                builder.build(LocalSpark.session(), store("one")).files();
        for (String partitions : List.of("1", "2", "13")) {
            SparkSession other = LocalSpark.session().newSession();
            other.conf().set("spark.sql.adaptive.enabled", partitions.equals("2") ? "true" : "false");
            other.conf().set("spark.sql.shuffle.partitions", partitions);
            assertThat(builder.build(other, store("with " + partitions)).files())
                    .isEqualTo(files);
        }
        assertThat(proof(builder)).isEmpty();
    }
}
