package dev.perennial.mixing.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Share;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Account;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of fault, planted in a stream that stands, is found where it begins, whatever hashes its files may have. */
class StreamProofTest {
    private static final Share HALF = new Share(1, 2);
    private static final int ROWS_PER_FILE = 16;
    private static final long SEQUENCES = 80;

    /** Replays position 5 + 3 of the earlier stream; a slot of the replay. */
    private static final int REPLAYED = 15;

    @TempDir
    static Path folder;

    private static SmallCorpora corpora;
    private static TokenStream earlier;
    private static StreamBuilder builder;
    private static StreamPlan plan;
    private static TokenStream stream;
    private static int planted;

    @BeforeAll
    static void build() throws IOException {
        corpora = new SmallCorpora(folder, "P", "G", "H");
        earlier = corpora.build(corpora.builder("P", 60, Packing.CONCATENATE, Map.of("P", Share.ALL), Map.of()));
        Replay replay = new Replay("P", new Share(1, 4), 5, Replay.Order.ORIGINAL);
        builder = corpora.builder(
                "mixed", SEQUENCES, Packing.CONCATENATE, Map.of("G", HALF, "H", HALF), Map.of(replay, earlier));
        plan = builder.plan(LocalSpark::session, SmallCorpora.HADOOP);
        stream = corpora.build(builder);
    }

    private static StreamProof.Outcome prove(StreamBuilder builder, TokenStream stream) {
        return new StreamProof(builder, stream, corpora.all().values())
                .prove(LocalSpark.session(), SmallCorpora.HADOOP);
    }

    @Test
    void aStreamAsBuiltIsProved() {
        assertThat(prove(builder, stream).difference()).isEmpty();
        assertThat(compare(planted(rows -> {}))).isEmpty();
    }

    @Test
    void whatIsPlannedOfEachDomainIsBuilt() {
        List<Account> accounts = prove(builder, stream).accounts();
        assertThat(accounts)
                .extracting(account -> account.part() + ", " + account.domain())
                .containsExactly("G, books", "G, web", "H, books", "H, web", "replay of P, books", "replay of P, web");
        assertThat(accounts)
                .allSatisfy(account -> assertThat(account.built()).isPositive().isEqualTo(account.planned()));
        assertThat(accounts)
                .filteredOn(account -> account.part().equals("replay of P"))
                .extracting(Account::built)
                .satisfies(tokens -> assertThat(
                                tokens.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(20 * SmallCorpora.CONTEXT));
    }

    @Test
    void theProofHoldsForShuffledReplaysAndPackingByBestFitAndSecondPasses() {
        Replay replay = new Replay("P", new Share(1, 4), 5, Replay.Order.SHUFFLED);
        StreamBuilder other =
                corpora.builder("packed", 150, Packing.BEST_FIT, Map.of("G", Share.ALL), Map.of(replay, earlier));
        StreamProof.Outcome outcome = prove(other, corpora.build(other));
        assertThat(outcome.difference()).isEmpty();
        assertThat(outcome.accounts())
                .allSatisfy(account -> assertThat(account.built()).isEqualTo(account.planned()));
    }

    @Test
    void rowsThatChangedPlacesAreFound() {
        found(40, Difference.Reason.PLAN, "origin", rows -> {
            Sequence one = rows.get(40);
            Sequence other = rows.get(42);
            rows.set(40, at(40, other));
            rows.set(42, at(42, one));
        });
        found(40, Difference.Reason.PLAN, "says position 42", rows -> Collections.swap(rows, 40, 42));
    }

    @Test
    void contentsThatChangedPlacesUnderTheRightOriginsAreFound() {
        found(40, Difference.Reason.CONTENT, "stands at token", rows -> {
            Sequence one = rows.get(40);
            Sequence other = rows.get(41);
            rows.set(40, with(one, other.tokens(), other.spans()));
            rows.set(41, with(other, one.tokens(), one.spans()));
        });
    }

    @Test
    void aChangedTokenIsFound() {
        for (int position : List.of(0, 33, REPLAYED, 79)) {
            found(position, Difference.Reason.CONTENT, "is not what", rows -> {
                byte[] tokens = rows.get(position).tokens().clone();
                tokens[2 * SmallCorpora.CONTEXT] ^= 1;
                rows.set(
                        position,
                        with(rows.get(position), tokens, rows.get(position).spans()));
            });
        }
    }

    @Test
    void aChangedSpanIsFound() {
        found(21, Difference.Reason.CONTENT, "is not what", rows -> {
            List<Span> spans = new ArrayList<>(rows.get(21).spans());
            Span first = spans.get(0);
            spans.set(0, new Span(first.document(), first.from() + 1, first.length()));
            rows.set(21, with(rows.get(21), rows.get(21).tokens(), spans));
        });
        found(22, Difference.Reason.PLAN, "do not fit", rows -> {
            List<Span> spans = List.of(new Span(rows.get(22).spans().get(0).document(), 0, 1000));
            rows.set(22, with(rows.get(22), rows.get(22).tokens(), spans));
        });
    }

    @Test
    void aRowOfAValidationDocumentIsFound() {
        for (int position : List.of(17, REPLAYED)) {
            found(position, Difference.Reason.HELD_OUT, "held out for validation", rows -> {
                ShardDocument held = corpora.documents("G", Split.VALIDATION).get(0);
                List<Span> spans = List.of(new Span(held.id(), 0, SmallCorpora.CONTEXT + 1));
                rows.set(position, with(rows.get(position), rows.get(position).tokens(), spans));
            });
        }
    }

    @Test
    void aReplayFromAnotherPositionIsFound() {
        Sequence next = earlier.read(9, 10, SmallCorpora.HADOOP).get(0);
        found(
                REPLAYED,
                Difference.Reason.PLAN,
                "origin 9",
                rows -> rows.set(REPLAYED, new Sequence(REPLAYED, "replay of P", 9, next.tokens(), next.spans())));
        found(
                REPLAYED,
                Difference.Reason.CONTENT,
                "stands at token",
                rows -> rows.set(REPLAYED, with(rows.get(REPLAYED), next.tokens(), next.spans())));
    }

    @Test
    void aMissingRowIsFound() {
        found(50, Difference.Reason.PLAN, "says position 51", rows -> rows.remove(50));
        found(79, Difference.Reason.PLAN, "the row is missing", rows -> rows.remove(79));
    }

    @Test
    void aMissingOrTornFileIsFound() throws IOException {
        TokenStream without = planted(rows -> {});
        Files.delete(Path.of(without.folder()).resolve(StreamFormat.file(2)));
        assertThat(compare(without)).get().satisfies(found -> assertThat(found.position())
                .isEqualTo(2 * ROWS_PER_FILE));
        TokenStream torn = planted(rows -> {});
        Path file = Path.of(torn.folder()).resolve(StreamFormat.file(3));
        Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        assertThat(compare(torn)).get().satisfies(found -> assertThat(found.position())
                .isEqualTo(3 * ROWS_PER_FILE));
    }

    @Test
    void aRowThatIsThereTwiceIsFound() {
        found(31, Difference.Reason.PLAN, "says position 30", rows -> rows.add(31, rows.get(30)));
        found(31, Difference.Reason.PLAN, "planned was", rows -> rows.set(31, at(31, rows.get(30))));
        found(80, Difference.Reason.PLAN, "after the last", rows -> rows.add(rows.get(79)));
    }

    @Test
    void aSlotThatWentToAnotherPartIsFound() {
        found(12, Difference.Reason.PLAN, "the part is", rows -> {
            int other = rows.get(12).part().equals("G") ? next(rows, "H") : next(rows, "G");
            Sequence one = rows.get(12);
            rows.set(12, at(12, rows.get(other)));
            rows.set(other, at(other, one));
        });
    }

    @Test
    void aDocumentOfNoCorpusIsFound() {
        found(64, Difference.Reason.CONTENT, "which was not planned", rows -> {
            List<Span> spans = List.of(new Span(new byte[16], 0, SmallCorpora.CONTEXT + 1));
            rows.set(64, with(rows.get(64), rows.get(64).tokens(), spans));
        });
    }

    private static int next(List<Sequence> rows, String part) {
        return rows.stream()
                .filter(row -> row.position() > 12 && row.part().equals(part))
                .mapToInt(row -> (int) row.position())
                .findFirst()
                .orElseThrow();
    }

    private static void found(long position, Difference.Reason reason, String message, Consumer<List<Sequence>> fault) {
        assertThat(compare(planted(fault))).get().satisfies(found -> {
            assertThat(found.toString())
                    .startsWith("position " + position + ": ")
                    .contains(message);
            assertThat(found.reason()).isEqualTo(reason);
        });
    }

    /** What the tasks of a proof do, without Spark between them. */
    private static Optional<Difference> compare(TokenStream stream) {
        StreamProof proof = new StreamProof(builder, stream, corpora.all().values());
        List<Trace> traces = new ArrayList<>();
        proof.sources(plan).forEach(source -> source.open(SmallCorpora.HADOOP).forEachRemaining(traces::add));
        traces.sort(Comparator.comparing((Trace trace) -> trace.document(), Arrays::compareUnsigned)
                .thenComparing(Trace::kind)
                .thenComparing(Trace::position)
                .thenComparing(Trace::offset));
        return DocumentComparison.of(traces.iterator()).first().stream().findFirst();
    }

    /** The stream with a fault, written as a whole and well-formed stream of several files. */
    private static TokenStream planted(Consumer<List<Sequence>> fault) {
        List<Sequence> rows = new ArrayList<>(SmallCorpora.rows(stream));
        fault.accept(rows);
        Path into = folder.resolve("planted-" + planted++);
        long last = (stream.sequences() - 1) / ROWS_PER_FILE;
        for (int file = 0; file <= last; file++) {
            int to = file == last ? rows.size() : (file + 1) * ROWS_PER_FILE;
            write(into, file, rows.subList(file * ROWS_PER_FILE, Math.min(rows.size(), to)));
        }
        return new TokenStream(
                "planted",
                into.toString(),
                stream.fingerprint(),
                SEQUENCES,
                SmallCorpora.CONTEXT,
                ROWS_PER_FILE,
                stream.width());
    }

    private static void write(Path into, int file, List<Sequence> rows) {
        try (RecordFile<Sequence> out = new RecordFile<>(
                new org.apache.hadoop.fs.Path(into.toUri()),
                StreamFormat.file(file),
                SmallCorpora.HADOOP,
                StreamFormat.SCHEMA,
                Map.of(),
                1 << 20,
                StreamFormat::write)) {
            for (Sequence row : rows) {
                out.write(row);
            }
            out.finish();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Sequence at(long position, Sequence row) {
        return new Sequence(position, row.part(), row.origin(), row.tokens(), row.spans());
    }

    private static Sequence with(Sequence row, byte[] tokens, List<Span> spans) {
        return new Sequence(row.position(), row.part(), row.origin(), tokens, spans);
    }
}
