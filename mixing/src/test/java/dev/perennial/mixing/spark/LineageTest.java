package dev.perennial.mixing.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Share;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lineage computes is what a scan of the whole stream finds. */
class LineageTest {
    private static final int EVERY = 11;

    @TempDir
    static Path folder;

    private static SmallCorpora corpora;
    private static StreamBuilder earlierBuilder;
    private static TokenStream earlier;

    @BeforeAll
    static void build() throws IOException {
        corpora = new SmallCorpora(folder, "P", "G");
        earlierBuilder = corpora.builder("P", 60, Packing.CONCATENATE, Map.of("P", Share.ALL), Map.of());
        earlier = corpora.build(earlierBuilder);
    }

    @Test
    void aDocumentsPositionsAreComputedForReplaysAndSecondPasses() {
        Replay replay = new Replay("P", new Share(1, 4), 5, Replay.Order.ORIGINAL);
        usesAreComputed(corpora.builder(
                "replaying", 200, Packing.CONCATENATE, Map.of("G", Share.ALL), Map.of(replay, earlier)));
    }

    @Test
    void aDocumentsPositionsAreComputedForShuffledReplaysAndPackingByBestFit() {
        Replay replay = new Replay("P", new Share(1, 4), 5, Replay.Order.SHUFFLED);
        usesAreComputed(
                corpora.builder("packed", 200, Packing.BEST_FIT, Map.of("G", Share.ALL), Map.of(replay, earlier)));
    }

    @Test
    void aPositionLeadsToFilesAndLinesWithoutSpark() {
        Lineage lineage = new Lineage(LineageTest::noSpark, SmallCorpora.HADOOP);
        for (Sequence row : SmallCorpora.rows(earlier).subList(0, 10)) {
            List<Lineage.Stretch> stretches = lineage.of(row, corpora.all().values());
            assertThat(stretches).hasSameSizeAs(row.spans());
            for (int i = 0; i < stretches.size(); i++) {
                byte[] id = row.spans().get(i).document();
                ShardDocument document = corpora.documents("P", Split.TRAIN).stream()
                        .filter(each -> Arrays.equals(each.id(), id))
                        .findFirst()
                        .orElseThrow();
                assertThat(stretches.get(i).origin()).get().satisfies(origin -> {
                    assertThat(origin.source()).isEqualTo(document.source());
                    assertThat(origin.line()).isEqualTo(document.line());
                });
            }
        }
    }

    @Test
    void aHeldOutDocumentStandsNowhere() {
        byte[] held = corpora.documents("P", Split.VALIDATION).get(0).id();
        assertThat(new Lineage(LineageTest::noSpark, SmallCorpora.HADOOP).of(held, earlierBuilder, name -> null))
                .isEmpty();
    }

    private static void usesAreComputed(StreamBuilder builder) {
        List<Sequence> rows = SmallCorpora.rows(corpora.build(builder));
        Lineage lineage = new Lineage(LocalSpark::session, SmallCorpora.HADOOP);
        for (String corpus : List.of("P", "G")) {
            List<ShardDocument> documents = corpora.documents(corpus, Split.TRAIN);
            for (int i = 0; i < documents.size(); i += EVERY) {
                byte[] id = documents.get(i).id();
                List<Lineage.Use> computed = lineage.of(id, builder, name -> earlierBuilder);
                assertThat(computed).isEqualTo(scanned(id, rows));
            }
        }
    }

    private static List<Lineage.Use> scanned(byte[] id, List<Sequence> rows) {
        List<Lineage.Use> uses = new ArrayList<>();
        for (Sequence row : rows) {
            for (Span span : row.spans()) {
                if (Arrays.equals(span.document(), id)) {
                    uses.add(new Lineage.Use(row.position(), row.part(), span.from(), span.length()));
                }
            }
        }
        return uses;
    }

    private static SparkSession noSpark() {
        throw new AssertionError("Spark was asked for");
    }
}
