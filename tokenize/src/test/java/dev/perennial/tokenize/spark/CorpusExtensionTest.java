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
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusExtensionTest {
    private static final Share FIFTH = new Share(1, 5);
    private static final Tokenizer TOKENIZER = tokenizer(RawFiles.text(1).repeat(3));

    @TempDir
    java.nio.file.Path folder;

    private static Tokenizer tokenizer(String text) {
        WordCounts words = new WordCounts();
        words.count(text);
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

    private CorpusBuilder plan(String into) {
        return CorpusBuilder.plan("P", raw().source(FIFTH, Share.NONE), TOKENIZER, store(into), fingerprints(into));
    }

    private Corpus build(String into) {
        CorpusBuilder builder = plan(into);
        Store store = store(into);
        return builder.standing(store).orElseGet(() -> builder.build(LocalSpark.session(), store, Progress.silent()));
    }

    private static List<ShardDocument> documents(Corpus corpus, Split split) throws IOException {
        List<ShardDocument> documents = new ArrayList<>();
        for (ShardSummary shard : corpus.shards(split)) {
            Path file = new Path(corpus.folder(), shard.file().path());
            try (RecordSource<ShardDocument> rows = ShardFormat.open(file, new Configuration())) {
                for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                    documents.add(row);
                }
            }
        }
        return documents;
    }

    private static List<String> hashes(Corpus corpus, Split split) throws IOException {
        return documents(corpus, split).stream()
                .map(document -> HexFormat.of().formatHex(document.textHash()))
                .toList();
    }

    /** Name to bytes' hash and time of all files of a folder, checksums aside. */
    private static Map<String, String> state(Path path) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<java.nio.file.Path> files = Files.walk(java.nio.file.Path.of(path.toUri()))) {
            for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
                state.put(
                        file.toString(),
                        java.util.Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return state;
    }

    @Test
    void addedFilesMakeNewShardsBesideTheOldWhichStayAsTheyAre() throws IOException {
        raw().write("a.jsonl", 0, 80);
        raw().write("b.jsonl", 70, 100);
        Corpus first = build("one");
        Map<String, String> before = state(first.folder());
        raw().write("c.jsonl", 90, 200);
        raw().write("d.jsonl", 0, 230);
        CorpusBuilder builder = plan("one");
        assertThat(builder.summary())
                .isEqualTo("corpus P: 2 new files, extends " + first.folder().getName());
        assertThat(builder.recipe().inputs()).containsOnlyKeys("tokenizer", "corpus P", "file c.jsonl", "file d.jsonl");
        Corpus second = build("one");
        assertThat(state(first.folder())).isEqualTo(before);
        Corpus asOne = build("two");
        for (Split split : Split.values()) {
            List<String> old = hashes(first, split);
            List<String> all = hashes(second, split);
            assertThat(all.subList(0, old.size())).isEqualTo(old);
            assertThat(all.subList(old.size(), all.size())).isSorted();
            assertThat(all).doesNotHaveDuplicates().hasSameElementsAs(hashes(asOne, split));
        }
        assertThat(second.manifest().counts()).isEqualTo(asOne.manifest().counts());
        assertThat(second.manifest().count("duplicates")).isEqualTo(10 + 10 + 200);
        assertThat(second.packedTokens(Split.TRAIN)).isEqualTo(asOne.packedTokens(Split.TRAIN));
        assertThat(second.manifest().files()).extracting(FileEntry::path).noneMatch(path -> path.startsWith(".."));
    }

    @Test
    void everyGenerationKnowsTheTextsOfAllBefore() throws IOException {
        for (int i = 0; i < 4; i++) {
            raw().write("f" + i + ".jsonl", 30 * i, 30 * i + 50);
            build("one");
        }
        raw().write("again.jsonl", 0, 140);
        Corpus last = build("one");
        List<String> all = new ArrayList<>(hashes(last, Split.TRAIN));
        all.addAll(hashes(last, Split.VALIDATION));
        assertThat(all).doesNotHaveDuplicates().hasSize(140);
        assertThat(store("one").folders(Corpus.KIND)).hasSize(5);
        assertThat(last.ownShards()).extracting(ShardSummary::documents).containsOnly(0L);
        assertThat(last.manifest().count("duplicates")).isEqualTo(3 * 20 + 140);
    }

    @Test
    void theExtendedCorpusStandsForTheNextRunAndHasTheSameBytesWhereItIsMadeAgain() throws IOException {
        raw().write("a.jsonl", 0, 40);
        build("one");
        build("two");
        raw().write("b.jsonl", 20, 90);
        Corpus corpus = build("one");
        assertThat(plan("one").standing(store("one")).map(Corpus::folder))
                .hasValueSatisfying(found ->
                        assertThat(found.getName()).isEqualTo(corpus.folder().getName()));
        Corpus again = build("two");
        assertThat(again.fingerprint()).isEqualTo(corpus.fingerprint());
        assertThat(again.manifest().files()).isEqualTo(corpus.manifest().files());
    }

    @Test
    void movedFilesMakeNothingAnew() throws IOException {
        raw().write("a.jsonl", 0, 40);
        Corpus corpus = build("one");
        Files.move(folder.resolve("raw/a.jsonl"), folder.resolve("raw/z.jsonl"));
        assertThat(build("one").fingerprint()).isEqualTo(corpus.fingerprint());
    }

    @Test
    void aChangedOrVanishedFileMakesTheCorpusAnew() throws IOException {
        raw().write("a.jsonl", 0, 40);
        raw().write("b.jsonl", 40, 50);
        build("one");
        raw().write("c.jsonl", 50, 60);
        raw().write("b.jsonl", 41, 50);
        assertThat(plan("one").summary()).isEqualTo("corpus P: 3 files");
        Files.delete(folder.resolve("raw/b.jsonl"));
        assertThat(plan("one").summary()).isEqualTo("corpus P: 2 files");
    }

    @Test
    void anotherFileUnderAnOldNameMakesTheCorpusAnew() throws IOException {
        raw().write("2026/a.jsonl", 0, 40);
        CorpusSource both = raw().source("**/*.jsonl", FIFTH, Share.NONE);
        CorpusBuilder.plan(
                        "P",
                        raw().source("2026/*.jsonl", FIFTH, Share.NONE),
                        TOKENIZER,
                        store("one"),
                        fingerprints("one"))
                .build(LocalSpark.session(), store("one"), Progress.silent());
        raw().write("a.jsonl", 40, 60);
        CorpusSource source = new CorpusSource(
                "",
                "dolma",
                List.of(folder + "/raw/*.jsonl", folder + "/raw/2026/*.jsonl"),
                FIFTH,
                Share.NONE,
                both.text(),
                both.domain(),
                256,
                true);
        assertThat(CorpusBuilder.plan("P", source, TOKENIZER, store("one"), fingerprints("one"))
                        .summary())
                .isEqualTo("corpus P: 2 files");
    }

    @Test
    void anotherShapeOrTokenizerOrNoWishToExtendMakesTheCorpusAnew() throws IOException {
        raw().write("a.jsonl", 0, 40);
        build("one");
        raw().write("b.jsonl", 40, 50);
        CorpusSource source = raw().source(FIFTH, Share.NONE);
        CorpusSource alone = new CorpusSource(
                "",
                source.format(),
                source.files(),
                FIFTH,
                Share.NONE,
                source.text(),
                source.domain(),
                source.shardMegabytes(),
                false);
        for (CorpusSource other : List.of(raw().source(new Share(1, 4), Share.NONE), alone)) {
            assertThat(CorpusBuilder.plan("P", other, TOKENIZER, store("one"), fingerprints("one"))
                            .summary())
                    .isEqualTo("corpus P: 2 files");
        }
        assertThat(CorpusBuilder.plan(
                                "P",
                                source,
                                tokenizer("another one entirely".repeat(30)),
                                store("one"),
                                fingerprints("one"))
                        .summary())
                .isEqualTo("corpus P: 2 files");
        assertThat(CorpusBuilder.plan("Q", source, TOKENIZER, store("one"), fingerprints("one"))
                        .summary())
                .isEqualTo("corpus Q: 2 files");
        assertThat(plan("one").summary()).startsWith("corpus P: 1 new file, extends P-");
    }

    @Test
    void rejectedRowsOfTheNewFilesAreHeldToTheToleranceAndCountedInAll() throws IOException {
        CorpusSource source = raw().source(FIFTH, new Share(1, 2));
        raw().write("a.jsonl", 0, 30);
        raw().lines("b.jsonl", List.of("no json"));
        CorpusBuilder.plan("P", source, TOKENIZER, store("one"), fingerprints("one"))
                .build(LocalSpark.session(), store("one"), Progress.silent());
        raw().lines("c.jsonl", List.of("nor this", "{\"text\": \"good\", \"source\": \"x\"}"));
        Corpus corpus = CorpusBuilder.plan("P", source, TOKENIZER, store("one"), fingerprints("one"))
                .build(LocalSpark.session(), store("one"), Progress.silent());
        assertThat(corpus.manifest().count("rejected MALFORMED_JSON")).isEqualTo(2);
        raw().lines("d.jsonl", List.of("{", "{\"text\": \"fine\", \"source\": \"x\"}", "["));
        CorpusBuilder tooMany = CorpusBuilder.plan("P", source, TOKENIZER, store("one"), fingerprints("one"));
        assertThatThrownBy(() -> tooMany.build(LocalSpark.session(), store("one"), Progress.silent()))
                .hasMessageContaining("2 of 3 rows");
    }

    @Test
    void withoutItsBaseAnExtendedCorpusIsNotThere() throws IOException {
        raw().write("a.jsonl", 0, 40);
        Corpus base = build("one");
        raw().write("b.jsonl", 40, 50);
        Corpus corpus = build("one");
        store("one").delete(base.folder());
        assertThatThrownBy(() -> Corpus.open(store("one"), corpus.folder(), corpus.manifest()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT))
                .hasMessageContaining("extends");
        assertThat(plan("one").summary()).isEqualTo("corpus P: 2 files");
    }
}
