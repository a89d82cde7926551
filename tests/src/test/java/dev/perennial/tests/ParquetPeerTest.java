package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.SourceFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hyparquet on Node.js finds in our files the rows that we find, and we find the rows in its. */
class ParquetPeerTest {
    private static final HexFormat HEX = HexFormat.of();
    private static NodePeer peer;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        peer = NodePeer.of("parquet");
        assumeTrue(
                peer.installed("hyparquet-writer"),
                "Node.js or hyparquet is not here: the peer's reading is not compared");
    }

    @Test
    void shardHasTheSameRowsForThePeer() throws IOException, InterruptedException {
        Path shard = first("shard-00000.parquet");
        List<JsonNode> rows = new ArrayList<>();
        try (RecordSource<ShardDocument> documents = ShardFormat.open(hadoop(shard), new Configuration())) {
            for (ShardDocument each = documents.next(); each != null; each = documents.next()) {
                rows.add(row(Map.of(
                        "id", HEX.formatHex(each.id()),
                        "text_hash", HEX.formatHex(each.textHash()),
                        "source", each.source(),
                        "line", each.line(),
                        "domain", each.domain(),
                        "bytes", each.bytes(),
                        "n_tokens", each.length(),
                        "tokens", HEX.formatHex(each.tokens()))));
            }
        }
        List<JsonNode> peer = read(shard);
        assertThat(peer.get(0).path(ShardFormat.WIDTH_KEY).asText()).isEqualTo("uint16-le");
        assertThat(peer.get(0).path(ShardFormat.FORMAT_KEY).asText()).isEqualTo("shard/" + ShardFormat.VERSION);
        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(peer.subList(1, peer.size())).isEqualTo(rows);
    }

    @Test
    void streamHasTheSameRowsForThePeer() throws IOException, InterruptedException {
        Path stream = first("stream-00000.parquet");
        List<JsonNode> rows = new ArrayList<>();
        try (RecordSource<Sequence> sequences =
                StreamFormat.open(hadoop(stream), new Configuration(), 0, Long.MAX_VALUE)) {
            for (Sequence each = sequences.next(); each != null; each = sequences.next()) {
                rows.add(row(Map.of(
                        "position", each.position(),
                        "part", each.part(),
                        "origin", each.origin(),
                        "tokens", HEX.formatHex(each.tokens()),
                        "spans",
                                each.spans().stream().map(ParquetPeerTest::span).toList())));
            }
        }
        List<JsonNode> peer = read(stream);
        assertThat(rows).hasSizeGreaterThan(100);
        assertThat(peer.subList(1, peer.size())).isEqualTo(rows);
    }

    @Test
    void whatThePeerWroteIsReadRowByRow() throws IOException, InterruptedException {
        Path file = peer.folder().resolve("written.parquet");
        Path output = peer.folder().resolve("write.log");
        assertThat(peer.runs(output, List.of("node", "write.mjs", file.toString())))
                .as("see %s", output)
                .isTrue();
        List<String> rows = new ArrayList<>();
        try (DocumentReader reader = DocumentReader.open(
                FileSystem.getLocal(new Configuration()), hadoop(file), SourceFormat.DOLMA, "none")) {
            reader.forEachRemaining(row -> {
                Document document = (Document) row;
                rows.add(document.line() + " " + document.domain() + " "
                        + new String(document.utf8Text(), StandardCharsets.UTF_8));
            });
        }
        assertThat(rows)
                .isEqualTo(IntStream.rangeClosed(1, 1_000)
                        .mapToObj(row -> row + " " + (row % 3 == 0 ? "none" : "set " + row % 3) + " Zeile " + row
                                + " \u00fcber " + "viel ".repeat(row % 50) + "\ud83d\ude00")
                        .toList());
    }

    private static Map<String, Object> span(Span span) {
        return Map.of("document", HEX.formatHex(span.document()), "from", span.from(), "length", span.length());
    }

    /** Through text, so that numbers are of the same kind on both sides. */
    private static JsonNode row(Map<String, Object> columns) {
        return Json.read(Json.line(columns), JsonNode.class, "a row");
    }

    private static List<JsonNode> read(Path file) throws IOException, InterruptedException {
        Path output = peer.folder().resolve(file.getFileName() + ".jsonl");
        assertThat(peer.runs(output, List.of("node", "read.mjs", file.toString())))
                .as("see %s", output)
                .isTrue();
        return Files.readAllLines(output).stream()
                .map(line -> Json.read(line, JsonNode.class, output.toString()))
                .toList();
    }

    private static Path first(String name) throws IOException {
        return Undisturbed.get().artefacts().find(name).get(0);
    }

    private static org.apache.hadoop.fs.Path hadoop(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }
}
