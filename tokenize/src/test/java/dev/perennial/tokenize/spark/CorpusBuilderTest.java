package dev.perennial.tokenize.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.SpecialTokensInText;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusBuilderTest {
    private static final Tokenizer TOKENIZER = tokenizer();
    private static final Share FIFTH = new Share(1, 5);

    @TempDir
    java.nio.file.Path folder;

    private static Tokenizer tokenizer() {
        WordCounts words = new WordCounts();
        words.count(RawFiles.text(1).repeat(3));
        return Tokenizer.read(BpeTrainer.ofSize(280).train(words));
    }

    private RawFiles raw() {
        return new RawFiles(folder.resolve("raw"));
    }

    private Store store(String name) {
        return new Store(folder.resolve(name).toUri().toString(), new Configuration());
    }

    private InputFingerprints fingerprints(String name) {
        return new InputFingerprints(store(name), LocalSpark::session, Progress.silent());
    }

    private CorpusBuilder plan(CorpusSource source) {
        return CorpusBuilder.plan("P", source, TOKENIZER, store("inputs"), fingerprints("inputs"));
    }

    private Corpus build(String into, CorpusSource source) {
        return plan(source).build(LocalSpark.session(), store(into), Progress.silent());
    }

    private static Map<String, ShardDocument> documents(Corpus corpus, Split split) throws IOException {
        Map<String, ShardDocument> documents = new TreeMap<>();
        for (ShardSummary shard : corpus.shards(split)) {
            Path file = new Path(corpus.folder(), shard.file().path());
            try (RecordSource<ShardDocument> rows = ShardFormat.open(file, new Configuration())) {
                for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                    documents.put(row.source() + ":" + row.line(), row);
                }
            }
        }
        return documents;
    }

    @Test
    void everyDocumentIsInOneSplitWithTheTokensOfItsText() throws IOException {
        raw().write("a.jsonl", 0, 60);
        Corpus corpus = build("one", raw().source(FIFTH, Share.NONE));
        Map<String, ShardDocument> train = documents(corpus, Split.TRAIN);
        Map<String, ShardDocument> held = documents(corpus, Split.VALIDATION);
        assertThat(train.size() + held.size()).isEqualTo(60);
        assertThat(held).hasSizeBetween(3, 25).doesNotContainKeys(train.keySet().toArray(String[]::new));
        train.putAll(held);
        for (int i = 0; i < 60; i++) {
            ShardDocument document = train.get("a.jsonl:" + (i + 1));
            int[] expected = TOKENIZER.encoder(SpecialTokensInText.AS_TEXT).encode(RawFiles.text(i));
            assertThat(TokenWidth.UINT16.unpack(document.tokens())).isEqualTo(expected);
            assertThat(document.length()).isEqualTo(expected.length);
            assertThat(document.bytes()).isEqualTo(RawFiles.text(i).length());
            assertThat(document.domain()).isEqualTo("d" + i % 2);
        }
        assertThat(corpus.manifest().count("train documents")
                        + corpus.manifest().count("validation documents"))
                .isEqualTo(60);
        assertThat(corpus.packedTokens(Split.TRAIN) + corpus.packedTokens(Split.VALIDATION))
                .isEqualTo(
                        train.values().stream().mapToLong(d -> d.length() + 1).sum());
    }

    @Test
    void theBytesDoNotDependOnTheOrderOfFilesNorOnTheShufflesSettings() throws IOException {
        raw().write("a.jsonl", 0, 30);
        raw().write("b.jsonl", 20, 50);
        raw().write("c.jsonl", 40, 45);
        CorpusBuilder builder = plan(raw().source(FIFTH, Share.NONE));
        List<FileEntry> expected = builder.build(LocalSpark.session(), store("one"), Progress.silent())
                .manifest()
                .files();
        List<InputFile> reversed = new ArrayList<>(builder.files());
        java.util.Collections.reverse(reversed);
        SparkSession other = LocalSpark.session().newSession();
        other.conf().set("spark.sql.adaptive.enabled", "false");
        other.conf().set("spark.sql.shuffle.partitions", "11");
        Corpus again = new CorpusBuilder(
                        "P", builder.source(), reversed, builder.contents(), TOKENIZER, java.util.Optional.empty())
                .build(other, store("two"), Progress.silent());
        assertThat(again.manifest().files()).isEqualTo(expected);
        assertThat(again.fingerprint()).isEqualTo(builder.recipe().fingerprint());
    }

    @Test
    void aRepeatedTextIsKeptOnceWhereItStandsFirst() throws IOException {
        raw().write("a.jsonl", 0, 40);
        raw().write("b.jsonl", 30, 50);
        Corpus corpus = build("one", raw().source(FIFTH, Share.NONE));
        Map<String, ShardDocument> all = documents(corpus, Split.TRAIN);
        all.putAll(documents(corpus, Split.VALIDATION));
        assertThat(all).hasSize(50).containsKeys("a.jsonl:40", "b.jsonl:11").doesNotContainKey("b.jsonl:1");
        assertThat(corpus.manifest().count("duplicates")).isEqualTo(10);
    }

    @Test
    void whatIsHeldOutStaysHeldOutWhenFilesAreAdded() throws IOException {
        raw().write("a.jsonl", 0, 80);
        Map<String, ShardDocument> before = documents(build("one", raw().source(FIFTH, Share.NONE)), Split.VALIDATION);
        raw().write("b.jsonl", 40, 160);
        Map<String, ShardDocument> after = documents(build("two", raw().source(FIFTH, Share.NONE)), Split.VALIDATION);
        assertThat(before).isNotEmpty();
        assertThat(after.keySet()).containsAll(before.keySet()).hasSizeGreaterThan(before.size());
        before.forEach((place, document) -> assertThat(
                        HexFormat.of().formatHex(after.get(place).id()))
                .isEqualTo(HexFormat.of().formatHex(document.id())));
        assertThat(after.keySet()).filteredOn(place -> place.startsWith("a.")).hasSameElementsAs(before.keySet());
    }

    @Test
    void theHeldOutShareIsThatOfTheHashes() {
        int held = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] hash = TokenizedRow.hash(RawFiles.text(i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            held += ShardWriter.split(hash, new Share(1, 20)) == Split.VALIDATION ? 1 : 0;
            assertThat(ShardWriter.split(hash, Share.NONE)).isEqualTo(Split.TRAIN);
            assertThat(ShardWriter.split(hash, Share.ALL)).isEqualTo(Split.VALIDATION);
        }
        assertThat(held).isBetween(850, 1150);
    }

    @Test
    void rejectedRowsAreCountedAndWrittenWithTheirPlace() throws IOException {
        raw().write("a.jsonl", 0, 20);
        raw().lines(
                        "b.jsonl",
                        List.of("{\"text\": \"cut", "{\"other\": 1}", "{\"text\": \"good\", \"source\": \"x\"}"));
        Corpus corpus = build("one", raw().source(FIFTH, new Share(1, 2)));
        assertThat(corpus.manifest().count("rejected")).isEqualTo(2);
        List<String> rejected = Files.readAllLines(
                java.nio.file.Path.of(corpus.folder().toUri()).resolve("rejected/rejected.jsonl"));
        assertThat(rejected).hasSize(2);
        assertThat(rejected.get(0)).contains("\"file\":\"b.jsonl\"", "\"line\":1", "\"code\":");
        assertThat(rejected.get(1)).contains("\"line\":2");
    }

    @Test
    void tooManyRejectedRowsAreAnErrorAndNothingStands() throws IOException {
        raw().write("a.jsonl", 0, 98);
        raw().lines("b.jsonl", List.of("no json", "nor this"));
        CorpusBuilder builder = plan(raw().source(FIFTH, new Share(1, 100)));
        assertThatThrownBy(() -> builder.build(LocalSpark.session(), store("one"), Progress.silent()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_DATA))
                .hasMessageContaining("2 of 100 rows")
                .hasMessageContaining("at most 1 %")
                .hasMessageContaining("rejected.jsonl");
        assertThat(store("one").standing(builder.recipe())).isEmpty();
    }

    @Test
    void aGlobThatMatchesNothingIsAMissingFile() throws IOException {
        raw().write("a.jsonl", 0, 1);
        assertThatThrownBy(() -> plan(raw().source("*.zst", FIFTH, Share.NONE)))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FILE))
                .hasMessageContaining("*.zst");
    }

    @Test
    void markersOfOtherJobsAreNoInputUnlessNamed() throws IOException {
        raw().write("part-0.jsonl", 0, 1);
        raw().lines("_SUCCESS", List.of());
        raw().lines(".hidden.jsonl", List.of());
        assertThat(InputFiles.list(List.of(folder + "/raw/*"), new Configuration()))
                .extracting(InputFile::name)
                .containsExactly("part-0.jsonl");
        assertThat(InputFiles.list(List.of(folder + "/raw/_SUCCESS"), new Configuration()))
                .hasSize(1);
        assertThatThrownBy(() -> InputFiles.list(List.of(folder + "/raw"), new Configuration()))
                .hasMessageContaining("only folders match")
                .hasMessageContaining("/raw/*'");
    }

    @Test
    void oddNamesAreOnlyNames() throws IOException {
        List<String> names = List.of("a b%20.jsonl", "a[1]{2}*?.jsonl", "..a.jsonl", "e\u00e4.jsonl");
        for (int i = 0; i < names.size(); i++) {
            raw().write("odd/" + names.get(i), 3 * i, 3 * i + 3);
        }
        Corpus corpus = build("one", raw().source("odd/*", FIFTH, Share.NONE));
        Map<String, ShardDocument> all = documents(corpus, Split.TRAIN);
        all.putAll(documents(corpus, Split.VALIDATION));
        assertThat(all).hasSize(9).containsKeys("a b%20.jsonl:1", "a[1]{2}*?.jsonl:3");
    }

    @Test
    void aNameThatHadoopCannotReadIsRefusedByName() throws IOException {
        raw().write("a.jsonl", 0, 1);
        raw().write("12:30.jsonl", 1, 2);
        assertThatThrownBy(() -> plan(raw().source(FIFTH, Share.NONE)))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining("12:30.jsonl");
    }

    @Test
    void muchToReadIsFingerprintedBySparkWithTheSameResult() throws IOException {
        raw().write("small.jsonl", 0, 5);
        java.nio.file.Path large = folder.resolve("raw/large.jsonl");
        try (var out = Files.newOutputStream(large)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 70; i++) {
                out.write(block);
            }
        }
        List<InputFile> files = InputFiles.list(List.of(folder + "/raw/*.jsonl"), new Configuration());
        Map<String, dev.perennial.conf.Fingerprint> found =
                fingerprints("inputs").of(files);
        for (InputFile file : files) {
            byte[] bytes = Files.readAllBytes(java.nio.file.Path.of(java.net.URI.create(file.path())));
            assertThat(found.get(file.input())).isEqualTo(dev.perennial.conf.Fingerprint.of(bytes));
        }
        InputFingerprints again = new InputFingerprints(
                store("inputs"),
                () -> {
                    throw new AssertionError("Spark is asked for although all files are known");
                },
                Progress.silent());
        assertThat(again.of(files)).isEqualTo(found);
    }

    @Test
    void filesAreNamedBelowTheirCommonFolder() throws IOException {
        raw().write("x/a.jsonl", 0, 1);
        raw().write("xy/a.jsonl", 1, 2);
        assertThat(InputFiles.list(List.of(folder + "/raw/*/*.jsonl"), new Configuration()))
                .extracting(InputFile::name)
                .containsExactly("x/a.jsonl", "xy/a.jsonl");
    }

    @Test
    void aFileIsFingerprintedByContentNotByPlaceOrTime() throws IOException {
        raw().write("a.jsonl", 0, 5);
        var before = plan(raw().source(FIFTH, Share.NONE)).contents();
        Files.setLastModifiedTime(
                folder.resolve("raw/a.jsonl"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        assertThat(plan(raw().source(FIFTH, Share.NONE)).contents()).isEqualTo(before);
        raw().write("a.jsonl", 5, 10);
        assertThat(plan(raw().source(FIFTH, Share.NONE)).contents()).isNotEqualTo(before);
    }

    @Test
    void theTokenizersMergesDependOnTheTextsAlone() throws IOException {
        raw().write("a.jsonl", 0, 30);
        raw().write("b.jsonl", 20, 50);
        Map<String, CorpusSource> corpora = Map.of("P", raw().source(FIFTH, Share.NONE));
        TokenizerTraining training = TokenizerTraining.plan(300, corpora, store("inputs"), fingerprints("inputs"));
        byte[] first = training.train(LocalSpark.session(), store("one"), Progress.silent())
                .json();
        List<TokenizerTraining.Input> reversed = new ArrayList<>(training.inputs());
        java.util.Collections.reverse(reversed);
        TokenizerTraining again = new TokenizerTraining(300, reversed, training.contents());
        assertThat(again.train(LocalSpark.session(), store("two"), Progress.silent())
                        .json())
                .isEqualTo(first);
        assertThat(store("one").standing(training.recipe())).isPresent();
    }

    @Test
    void anotherFieldOfTheSameFilesMakesAnotherTokenizer() throws IOException {
        raw().write("a.jsonl", 0, 5);
        CorpusSource text = raw().source(FIFTH, Share.NONE);
        CorpusSource other = new CorpusSource(
                "",
                "json",
                text.files(),
                FIFTH,
                Share.NONE,
                java.util.Optional.of("source"),
                java.util.Optional.empty(),
                256,
                true);
        assertThat(TokenizerTraining.plan(300, Map.of("P", other), store("inputs"), fingerprints("inputs"))
                        .recipe()
                        .fingerprint())
                .isNotEqualTo(TokenizerTraining.plan(300, Map.of("P", text), store("inputs"), fingerprints("inputs"))
                        .recipe()
                        .fingerprint());
    }

    @Test
    void aVocabularyThatTheTextsCannotFillIsTooLittleData() throws IOException {
        raw().write("a.jsonl", 0, 2);
        TokenizerTraining training = TokenizerTraining.plan(
                5000, Map.of("P", raw().source(FIFTH, Share.NONE)), store("inputs"), fingerprints("inputs"));
        assertThatThrownBy(() -> training.train(LocalSpark.session(), store("one"), Progress.silent()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LITTLE_DATA))
                .hasMessageContaining("5000");
        assertThat(store("one").standing(training.recipe())).isEmpty();
    }
}
