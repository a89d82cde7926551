package dev.perennial.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.DocumentLoss;
import dev.perennial.evaluation.DocumentLossFormat;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.spark.LossEvaluation.Pair;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.DocumentId;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossEvaluationTest {
    private static final Fingerprint TOKENIZER = Fingerprint.of("tokenizer");
    private static final GptNeoX MODEL = new GptNeoX(64, 1, 16, 2, 8, new Share(1, 4), 10_000, 1e-5);

    private static final String[] DOMAINS = {"even", "odd", "even", "odd", "even", "odd", "even", "odd"};

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder.toUri().toString(), new Configuration());
    }

    private LossEvaluation evaluation(int batch) {
        return new LossEvaluation(store, 0, batch, Optional.empty(), Backend.CPU, new Seed(1));
    }

    private static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    private static SparkSession noSpark() {
        throw new AssertionError("nothing is left to compute");
    }

    /** A model without weights, to which all tokens are equally likely. */
    private Checkpoint indifferent(String name) throws IOException {
        ParameterLayout layout = ParameterLayout.of(MODEL);
        ByteBuffer zeros =
                ByteBuffer.allocateDirect((int) layout.total() * Float.BYTES).order(ByteOrder.nativeOrder());
        org.apache.hadoop.fs.Path at = new org.apache.hadoop.fs.Path(store.root(), name);
        Safetensors.write(
                new org.apache.hadoop.fs.Path(at, Checkpoint.MODEL_FILE),
                store.hadoop(),
                layout,
                List.of(new Safetensors.Section("", zeros)));
        return new Checkpoint(
                name, at.toString(), Fingerprint.of(name), TOKENIZER, MODEL, AttentionSpan.CAUSAL, 0, Map.of());
    }

    private Corpus corpus(String name, Fingerprint tokenizer, int documents) throws IOException {
        Recipe recipe = new Recipe(Corpus.KIND, 1, name, Map.of("tokenizer", tokenizer), Map.of());
        List<ShardSummary> shards = new ArrayList<>();
        for (int shard = 0; shard < 2; shard++) {
            shards.add(shard(recipe, shard, documents));
        }
        Manifest manifest = recipe.manifest(Map.of(), List.of());
        return new Corpus(name, store.folder(recipe), manifest, shards);
    }

    private ShardSummary shard(Recipe recipe, int shard, int documents) throws IOException {
        long tokens = 0;
        try (RecordFile<ShardDocument> file = new RecordFile<>(
                store.folder(recipe),
                Split.VALIDATION.file(shard),
                store.hadoop(),
                ShardFormat.SCHEMA,
                ShardFormat.metadata("shard/" + ShardFormat.VERSION, TOKENIZER, TokenWidth.UINT16),
                1 << 20,
                ShardFormat::write)) {
            for (int i = 0; i < documents; i++) {
                int[] ids = new SplittableRandom(i).ints(3 + i * 5, 1, 64).toArray();
                tokens += ids.length;
                file.write(new ShardDocument(
                        Arrays.copyOf(new byte[] {(byte) shard, (byte) i}, DocumentId.BYTES),
                        new byte[DocumentId.BYTES],
                        "made up",
                        i + 1,
                        DOMAINS[i % 2],
                        2L * ids.length,
                        ids.length,
                        TokenWidth.UINT16.pack(ids, 0, ids.length)));
            }
            return new ShardSummary(file.finish(), Split.VALIDATION, shard, documents, tokens, 2 * tokens);
        }
    }

    @Test
    void anIndifferentModelLosesTheLogarithmOfTheVocabularyOnEveryToken() throws IOException {
        Pair pair = new Pair(indifferent("zero"), corpus("G", TOKENIZER, 4));
        Loss loss = evaluation(3)
                .evaluate(List.of(pair), LossEvaluationTest::spark, Progress.silent())
                .get(0);
        long tokens = 2 * (3 + 8 + 13 + 18);
        assertThat(loss.documents()).isEqualTo(8);
        assertThat(loss.bytes()).isEqualTo(2 * tokens);
        assertThat(loss.tokens()).isEqualTo(tokens + 8);
        assertThat(loss.mean()).isCloseTo(Math.log(64), within(1e-6));

        assertThat(evaluation(3).evaluate(List.of(pair), LossEvaluationTest::noSpark, Progress.silent()))
                .containsExactly(loss);
    }

    @Test
    void everyDocumentHasItsOwnLossAndEveryDomainItsSum() throws IOException {
        Pair pair = new Pair(indifferent("zero"), corpus("G", TOKENIZER, 4));
        Loss loss = evaluation(3)
                .evaluate(List.of(pair), LossEvaluationTest::spark, Progress.silent())
                .get(0);
        List<DocumentLoss> documents = new ArrayList<>();
        org.apache.hadoop.fs.Path at = store.folder(evaluation(3).recipe(pair));
        for (int shard = 0; shard < 2; shard++) {
            try (RecordSource<DocumentLoss> rows = DocumentLossFormat.open(at, shard, store.hadoop())) {
                for (DocumentLoss each = rows.next(); each != null; each = rows.next()) {
                    documents.add(each);
                }
            }
        }
        assertThat(documents).extracting(DocumentLoss::tokens).containsExactly(4, 9, 14, 19, 4, 9, 14, 19);
        assertThat(documents).extracting(DocumentLoss::domain).containsExactly(DOMAINS);
        assertThat(documents).allSatisfy(each -> {
            assertThat(each.nats() / each.tokens()).isCloseTo(Math.log(64), within(1e-6));
            assertThat(each.bytes()).isEqualTo(2L * (each.tokens() - 1));
        });
        assertThat(documents.get(2).id()).hasSize(DocumentId.BYTES).startsWith(new byte[] {0, 2, 0});
        assertThat(documents.stream().mapToDouble(DocumentLoss::nats).sum()).isCloseTo(loss.nats(), within(1e-9));

        assertThat(loss.domains()).containsOnlyKeys("even", "odd");
        assertThat(loss.domains().get("odd").documents()).isEqualTo(4);
        assertThat(loss.domains().get("odd").tokens()).isEqualTo(2 * (9 + 19));
        assertThat(loss.macroMean()).isCloseTo(Math.log(64), within(1e-6));
        // Eight documents, all of the same mean.
        assertThat(loss.interval().orElseThrow().low()).isCloseTo(Math.log(64), within(1e-6));
        assertThat(store.manifest(at).orElseThrow().files())
                .extracting(Manifest.FileEntry::path)
                .containsExactly("documents-00000.parquet", "documents-00001.parquet", "loss.json");
    }

    @Test
    void aCheckpointIsComparedWithItsParentDocumentByDocument() throws IOException {
        Corpus corpus = corpus("G", TOKENIZER, 4);
        Pair parent = new Pair(indifferent("zero"), corpus);
        Pair child = new Pair(indifferent("one"), corpus);
        evaluation(2).evaluate(List.of(parent, child), LossEvaluationTest::spark, Progress.silent());
        Change change = evaluation(2).change(child, parent);
        assertThat(change).isEqualTo(new Change("zero", 0, Optional.of(new Interval(0, 0))));
        assertThat(change.inWords()).isEqualTo("no difference that can be told from zero");
    }

    @Test
    void aCheckpointWithItselfIsTheSameModelAveragedOrMixed() throws IOException {
        Corpus corpus = corpus("G", TOKENIZER, 4);
        Checkpoint one = indifferent("one");
        List<Loss> losses = evaluation(2)
                .evaluate(
                        List.of(
                                new Pair(one, corpus),
                                new Pair(new Candidate.WeightAverage("mean", List.of(one, one)), corpus),
                                new Pair(new Candidate.Ensemble("both", List.of(one, one)), corpus)),
                        LossEvaluationTest::spark,
                        Progress.silent());
        assertThat(losses).extracting(Loss::checkpoint).containsExactly("one", "mean", "both");
        assertThat(losses).allSatisfy(loss -> assertThat(loss.mean()).isCloseTo(Math.log(64), within(1e-6)));
    }

    @Test
    void aCorpusOfAnotherTokenizerIsRefusedBeforeAnythingIsComputed() throws IOException {
        Pair good = new Pair(indifferent("zero"), corpus("G", TOKENIZER, 1));
        Pair foreign = new Pair(indifferent("zero"), corpus("H", Fingerprint.of("another"), 1));
        refused(ErrorCode.TOKENIZER_MISMATCH, "'zero' on 'H'", List.of(good, foreign));
    }

    @Test
    void aCorpusWithoutValidationDocumentsIsTooLittleData() throws IOException {
        Pair empty = new Pair(indifferent("zero"), corpus("G", TOKENIZER, 0));
        refused(ErrorCode.TOO_LITTLE_DATA, "'G'", List.of(empty));
    }

    private void refused(ErrorCode code, String names, List<Pair> pairs) {
        assertThatThrownBy(() -> evaluation(1).evaluate(pairs, LossEvaluationTest::noSpark, Progress.silent()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(names);
    }
}
