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
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.SlotPlan.Slot;
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
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.tokenize.spark.CorpusBuilder;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.tokenize.spark.InputFingerprints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamBuilderTest {
    private static final Configuration HADOOP = new Configuration();
    private static final int CONTEXT = 8;
    private static final Map<String, Share> MIXED = Map.of("P", new Share(2, 3), "G", new Share(1, 3));

    @TempDir
    static Path folder;

    private static Tokenizer tokenizer;
    private static final Map<String, Corpus> CORPORA = new TreeMap<>();
    private static final Map<String, int[]> TOKENS = new HashMap<>();
    private static TokenStream mixed;

    @BeforeAll
    static void tokenise() throws IOException {
        WordCounts words = new WordCounts();
        words.count("rain and snow in the year ".repeat(3));
        tokenizer = Tokenizer.read(BpeTrainer.ofSize(280).train(words));
        for (String name : List.of("P", "G")) {
            // The second load of files extends the corpus that the first made.
            CORPORA.put(name, load(name, 0, 40));
            CORPORA.put(name, load(name, 30, 60));
            assertThat(CORPORA.get(name).shards())
                    .hasSize(2 * CORPORA.get(name).ownShards().size());
            remember(CORPORA.get(name));
        }
        mixed = build("mixed", builder("mixed", configuration(60, MIXED, Optional.empty(), 1), Optional.empty()));
    }

    private static Corpus load(String name, int from, int to) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append("{\"text\": \"%s %d tells of %s\"}\n".formatted(name, i, "rain and snow ".repeat(i % 4)));
        }
        Files.writeString(folder.resolve(name + "-" + from + ".jsonl"), lines.toString());
        CorpusSource source = new CorpusSource(
                name,
                "dolma",
                List.of(folder + "/" + name + "-*.jsonl"),
                new Share(1, 10),
                Share.NONE,
                Optional.empty(),
                Optional.empty(),
                256,
                true);
        Store store = store("corpora");
        return CorpusBuilder.plan(
                        name,
                        source,
                        tokenizer,
                        store,
                        new InputFingerprints(store, LocalSpark::session, Progress.silent()))
                .build(LocalSpark.session(), store, Progress.silent());
    }

    private static void remember(Corpus corpus) throws IOException {
        for (ShardSummary shard : corpus.shards(Split.TRAIN)) {
            var file =
                    new org.apache.hadoop.fs.Path(corpus.folder(), shard.file().path());
            try (RecordSource<ShardDocument> rows = ShardFormat.open(file, HADOOP)) {
                for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                    TOKENS.put(hex(row.id()), TokenWidth.UINT16.unpack(row.tokens()));
                }
            }
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Store store(String name) {
        return new Store(folder.resolve(name).toUri().toString(), HADOOP);
    }

    private static StreamConfiguration configuration(
            long sequences, Map<String, Share> fresh, Optional<Replay> replay, int epochs) {
        return StreamConfiguration.of(CONTEXT, new Sequences(sequences), new Seed(5), mixture(fresh, replay), epochs);
    }

    private static Mixture mixture(Map<String, Share> fresh, Optional<Replay> replay) {
        return Mixture.of(fresh, replay.stream().toList());
    }

    private static StreamBuilder builder(
            String name, StreamConfiguration configuration, Optional<TokenStream> replayed) {
        return new StreamBuilder(
                name,
                configuration,
                CORPORA,
                replayed.map(stream -> Map.of(stream.name(), stream)).orElse(Map.of()),
                tokenizer.fingerprint(),
                tokenizer.vocabularySize(),
                tokenizer.endOfText());
    }

    private static TokenStream build(String into, StreamBuilder builder) {
        Manifest manifest = builder.build(LocalSpark.session(), store(into));
        return TokenStream.open(store(into).folder(builder.recipe()), manifest);
    }

    private static void plan(StreamBuilder builder) {
        builder.plan(LocalSpark::session, HADOOP);
    }

    private static List<Sequence> all(TokenStream stream) {
        return stream.read(0, stream.sequences(), HADOOP);
    }

    private static long available(String corpus) {
        return CORPORA.get(corpus).sequences(Split.TRAIN, CONTEXT);
    }

    @Test
    void everyTokenIsThatOfTheDocumentItsSpanNames() {
        for (Sequence row : all(mixed)) {
            int[] tokens = mixed.width().unpack(row.tokens());
            assertThat(tokens).hasSize(CONTEXT + 1);
            int at = 0;
            for (Span span : row.spans()) {
                int[] document = TOKENS.get(hex(span.document()));
                for (long i = span.from(); i < span.from() + span.length(); i++, at++) {
                    assertThat(tokens[at]).isEqualTo(i == document.length ? tokenizer.endOfText() : document[(int) i]);
                }
            }
            assertThat(at).isEqualTo(tokens.length);
        }
    }

    @Test
    void everySlotHoldsThePartThatThePlanGivesIt() {
        StreamConfiguration configuration = configuration(60, MIXED, Optional.empty(), 1);
        for (Sequence row : all(mixed)) {
            Slot slot = configuration.slots().at(row.position());
            assertThat(row.part()).isEqualTo(configuration.slots().names().get(slot.part()));
        }
    }

    @Test
    void whatIsBuiltIsWhatWasPlanned() {
        Manifest manifest = store("mixed")
                .manifest(new org.apache.hadoop.fs.Path(mixed.folder()))
                .orElseThrow();
        assertThat(manifest.count("planned P")).isEqualTo(40).isEqualTo(manifest.count("built P"));
        assertThat(manifest.count("planned G")).isEqualTo(20).isEqualTo(manifest.count("built G"));
        assertThat(manifest.count("tokens")).isEqualTo(60 * CONTEXT);
        assertThat(all(mixed)).filteredOn(row -> row.part().equals("P")).hasSize(40);
    }

    @Test
    void noSequenceOfACorpusIsTakenTwiceInOnePassAndTheirOrderIsMixed() {
        List<Long> origins = all(mixed).stream()
                .filter(row -> row.part().equals("P"))
                .map(Sequence::origin)
                .toList();
        assertThat(origins).doesNotHaveDuplicates().allMatch(origin -> origin < available("P"));
        assertThat(origins).isNotEqualTo(origins.stream().sorted().toList());
    }

    @Test
    void aWholePassCoversTheWholeCorpus() {
        long sequences = available("G");
        TokenStream whole = build(
                "whole",
                builder(
                        "whole",
                        configuration(sequences, Map.of("G", Share.ALL), Optional.empty(), 1),
                        Optional.empty()));
        assertThat(all(whole))
                .extracting(Sequence::origin)
                .doesNotHaveDuplicates()
                .hasSize((int) sequences);
    }

    @Test
    void whatIsSkippedIsWhatAnEarlierStreamTook() {
        int once = (int) available("G");
        StreamConfiguration whole = configuration(once, Map.of("G", Share.ALL), Optional.empty(), 1);
        StreamConfiguration rest = new StreamConfiguration(
                CONTEXT,
                whole.seed(),
                1,
                Packing.CONCATENATE,
                Map.of("G", new Sequences(5)),
                List.of(new StreamConfiguration.Segment(
                        new Sequences(once - 5), whole.segments().get(0).mixture())));
        List<Long> all = all(build("all", builder("all", whole, Optional.empty()))).stream()
                .map(Sequence::origin)
                .toList();

        TokenStream tail = build("tail", builder("tail", rest, Optional.empty()));

        assertThat(all(tail)).extracting(Sequence::origin).containsExactlyElementsOf(all.subList(5, once));
        assertThat(builder("tail", rest, Optional.empty())
                        .plan(LocalSpark::session, HADOOP)
                        .supplies()
                        .get(0)
                        .available())
                .isEqualTo(once - 5);
    }

    @Test
    void aSecondPassHasAnotherOrder() {
        int once = (int) available("G");
        TokenStream twice = build(
                "twice",
                builder(
                        "twice",
                        configuration(2L * once, Map.of("G", Share.ALL), Optional.empty(), 2),
                        Optional.empty()));
        List<Long> origins = all(twice).stream().map(Sequence::origin).toList();
        assertThat(origins.subList(0, once)).doesNotHaveDuplicates();
        assertThat(origins.subList(once, 2 * once))
                .doesNotHaveDuplicates()
                .hasSameElementsAs(origins.subList(0, once))
                .isNotEqualTo(origins.subList(0, once));
    }

    @Test
    void replayedRowsAreThoseOfTheEarlierStreamInItsOrder() {
        Replay replay = Replay.inOrder("mixed", new Share(1, 4), 7);
        StreamConfiguration configuration = configuration(40, Map.of("G", Share.ALL), Optional.of(replay), 1);
        TokenStream stream = build("replaying", builder("replaying", configuration, Optional.of(mixed)));
        List<Sequence> replayed = all(stream).stream()
                .filter(row -> row.part().equals("replay of mixed"))
                .toList();
        assertThat(replayed)
                .extracting(Sequence::position)
                .containsExactly(3L, 7L, 11L, 15L, 19L, 23L, 27L, 31L, 35L, 39L);
        assertThat(replayed)
                .extracting(Sequence::origin)
                .containsExactly(7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L);
        for (Sequence row : replayed) {
            Sequence earlier =
                    mixed.read(row.origin(), row.origin() + 1, HADOOP).get(0);
            assertThat(row.tokens()).isEqualTo(earlier.tokens());
            assertThat(Span.packAll(row.spans())).isEqualTo(Span.packAll(earlier.spans()));
        }
    }

    @Test
    void noValidationDocumentIsInAStream() {
        Set<String> seen = new HashSet<>();
        all(mixed).forEach(row -> row.spans().forEach(span -> seen.add(hex(span.document()))));
        assertThat(TOKENS.keySet()).containsAll(seen);
    }

    @Test
    void theBytesDoNotDependOnSparksSettings() {
        SparkSession other = LocalSpark.session().newSession();
        other.conf().set("spark.sql.adaptive.enabled", "false");
        other.conf().set("spark.sql.shuffle.partitions", "7");
        StreamBuilder builder = builder("mixed", configuration(60, MIXED, Optional.empty(), 1), Optional.empty());
        assertThat(builder.build(other, store("again")).files())
                .isEqualTo(store("mixed")
                        .manifest(new org.apache.hadoop.fs.Path(mixed.folder()))
                        .orElseThrow()
                        .files());
    }

    @Test
    void anotherSeedIsAnotherOrderAndAnotherFingerprint() {
        StreamConfiguration one = configuration(60, MIXED, Optional.empty(), 1);
        StreamConfiguration other =
                StreamConfiguration.of(CONTEXT, one.sequences(), new Seed(6), mixture(MIXED, Optional.empty()), 1);
        TokenStream stream = build("other", builder("mixed", other, Optional.empty()));
        assertThat(stream.fingerprint()).isNotEqualTo(mixed.fingerprint());
        assertThat(all(stream))
                .extracting(Sequence::origin)
                .isNotEqualTo(all(mixed).stream().map(Sequence::origin).toList());
    }

    @Test
    void tooLittleDataIsSaidOfAllPartsWithBothNumbers() {
        Replay replay = Replay.inOrder("mixed", new Share(1, 2), 0);
        StreamConfiguration configuration = configuration(2000, MIXED, Optional.of(replay), 1);
        assertThatThrownBy(() -> plan(builder("greedy", configuration, Optional.of(mixed))))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LITTLE_DATA))
                .hasMessageContaining("take 1000 sequences from 'replay of mixed': it has 60")
                .hasMessageContaining("from 'P': it has " + available("P"))
                .hasMessageContaining("from 'G': it has " + available("G"));
    }

    @Test
    void aStreamOfAnotherSequenceLengthIsNotReplayed() {
        StreamConfiguration longer = StreamConfiguration.of(
                16,
                new Sequences(8),
                new Seed(5),
                mixture(Map.of("G", Share.ALL), Optional.of(Replay.inOrder("mixed", new Share(1, 2), 0))),
                1);
        assertThatThrownBy(() -> plan(builder("longer", longer, Optional.of(mixed))))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 8 tokens, expected 16");
    }

    @Test
    void anyRangeOfPositionsIsReadAlone() {
        List<Sequence> all = all(mixed);
        for (int from = 0; from < 60; from += 13) {
            List<Sequence> some = mixed.read(from, Math.min(60, from + 9), HADOOP);
            assertThat(some.get(0).tokens()).isEqualTo(all.get(from).tokens());
            assertThat(some)
                    .extracting(Sequence::position)
                    .isEqualTo(java.util.stream.LongStream.range(from, Math.min(60, from + 9))
                            .boxed()
                            .toList());
        }
    }

    @Test
    void missingRowsAndFilesAreNotPassedOver() {
        refused(mixed, 55, 65);
        refused(renamed(folder.resolve("nowhere").toString(), CONTEXT), 0, 1);
        refused(renamed(mixed.folder(), CONTEXT + 1), 0, 1);
    }

    private static TokenStream renamed(String where, int context) {
        return new TokenStream("mixed", where, mixed.fingerprint(), 60, context, mixed.rowsPerFile(), mixed.width());
    }

    private static void refused(TokenStream stream, long from, long to) {
        assertThatThrownBy(() -> stream.read(from, to, HADOOP))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT));
    }

    @Test
    void piecesThatLeaveAGapOrOverlapNeverMakeARow() {
        List<Piece> gap = new ArrayList<>(List.of(piece(0, 4), piece(5, 4)));
        assertThatThrownBy(() -> new RowAssembly(gap.iterator(), 9, 2).next()).hasMessageContaining("do not fit");
        List<Piece> overlap = List.of(piece(0, 5), piece(4, 5));
        assertThatThrownBy(() -> new RowAssembly(overlap.iterator(), 9, 2).next())
                .hasMessageContaining("do not fit");
        List<Piece> early = List.of(piece(0, 5));
        assertThatThrownBy(() -> new RowAssembly(early.iterator(), 9, 2).next()).hasMessageContaining("do not fit");
        List<Piece> whole = List.of(piece(0, 5), piece(5, 4));
        assertThat(new RowAssembly(whole.iterator(), 9, 2).next().tokens()).hasSize(18);
    }

    private static Piece piece(int offset, int tokens) {
        return new Piece(0, 3, offset, "P", 1, new byte[2 * tokens], new byte[0]);
    }
}
