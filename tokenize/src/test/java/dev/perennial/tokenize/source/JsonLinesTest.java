package dev.perennial.tokenize.source;

import static dev.perennial.tokenize.source.SourceFiles.code;
import static dev.perennial.tokenize.source.SourceFiles.text;
import static dev.perennial.tokenize.source.SourceFiles.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    private static final String GOOD = "{\"text\": \"good\"}";

    @TempDir
    Path folder;

    private SourceFiles files;

    @BeforeEach
    void open() {
        files = new SourceFiles(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"text\": \"a",
                "{\"text\": \"a\"} {}",
                "[\"text\"]",
                "null",
                "text",
                "{\"text\": \"\\x\"}",
                "{\"text\": \"tab\there\"}",
                "{\"text\": NaN}",
                "{text: 'a'}",
                "\u0000{\u0000}",
                "{\u0000\"\u0000t\u0000"
            })
    void aMalformedLineRejectsItselfOnly(String hostile) throws IOException {
        List<SourceRow> rows = files.readLines(SourceFormat.PILE, GOOD, hostile, GOOD);

        assertThat(rows).hasSize(3);
        assertThat(code(rows.get(1))).isEqualTo(RejectReason.MALFORMED_JSON);
        assertThat(rows).extracting(SourceRow::line).containsExactly(1L, 2L, 3L);
        assertThat(text(rows.get(2))).isEqualTo("good");
    }

    @Test
    void aFieldMayBeTextAndDomain() throws IOException {
        List<FieldPath> path = List.of(FieldPath.parse("text"));
        SourceRow row = files.readLines(new SourceFormat.Fields(path, path), "{\"text\": \"\\\"a\\\" \\\"b\\\"\"}")
                .get(0);
        assertThat(text(row)).isEqualTo("\"a\" \"b\"");
        assertThat(((Document) row).domain()).isEqualTo(text(row));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text\": null}", "{\"text\": 1}", "{\"text\": {}}", "{\"a\": {\"text\": \"x\"}}"})
    void aTextThatIsNoStringIsMissing(String line) throws IOException {
        assertThat(code(files.readLines(SourceFormat.PILE, line).get(0))).isEqualTo(RejectReason.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \\n\\t", "\\u2003"})
    void blankTextIsEmpty(String text) throws IOException {
        assertThat(code(files.readLines(SourceFormat.PILE, "{\"text\": \"" + text + "\"}")
                        .get(0)))
                .isEqualTo(RejectReason.EMPTY);
    }

    @Test
    void bytesThatAreNoUtf8AreRejectedEvenInFieldsThatNobodyReads() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[][] hostile = {{0xFF}, {0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xF4, 0x90, 0x80, 0x80}, {0xE2, 0x82}, {0x80}};
        for (int[] sequence : hostile) {
            bytes.writeBytes(utf8("{\"text\": \"a\", \"other\": \""));
            for (int value : sequence) {
                bytes.write(value);
            }
            bytes.writeBytes(utf8("\"}\n"));
        }
        bytes.writeBytes(utf8("{\"text\": \"ä€😀\"}"));

        List<SourceRow> rows = files.read("hostile.jsonl", bytes.toByteArray(), SourceFormat.PILE);

        assertThat(rows.subList(0, hostile.length))
                .allSatisfy(row -> assertThat(code(row)).isEqualTo(RejectReason.INVALID_UTF8));
        assertThat(text(rows.get(hostile.length))).isEqualTo("ä€😀");
    }

    @Test
    void loneSurrogatesBecomeReplacementCharacters() throws IOException {
        List<SourceRow> rows =
                files.readLines(SourceFormat.PILE, "{\"text\": \"a\\ud800b\\udc00\\ud800\\ud83d\\ude00\\ud83d\"}");

        assertThat(text(rows.get(0))).isEqualTo("a\uFFFDb\uFFFD\uFFFD😀\uFFFD");
    }

    @Test
    void longLinesAreRejectedAndTheNextIsRead() throws IOException {
        String longLine = "{\"text\": \"" + "x".repeat(300_000) + "\"}";
        List<SourceRow> rows =
                files.read("long.jsonl", utf8(longLine + "\n" + GOOD), SourceFormat.PILE, longLine.length() - 1);

        assertThat(code(rows.get(0))).isEqualTo(RejectReason.TOO_LONG);
        assertThat(text(rows.get(1))).isEqualTo("good");
        assertThat(files.read("long.jsonl", utf8(longLine), SourceFormat.PILE, longLine.length()))
                .hasOnlyElementsOfType(Document.class);
    }

    @Test
    void textsAboveJacksonsOwnLimitAreRead() throws IOException {
        String text = "x".repeat(20_000_001);

        assertThat(text(files.readLines(SourceFormat.PILE, "{\"text\": \"" + text + "\"}")
                        .get(0)))
                .hasSize(text.length());
    }

    @Test
    void deepNestingIsARejectionNotAStackOverflow() throws IOException {
        String deep = "{\"meta\": " + "[".repeat(100_000) + "]".repeat(100_000) + ", \"text\": \"a\"}";
        String deepOnThePath = "{\"meta\":".repeat(50_000) + "1" + "}".repeat(50_000);

        assertThat(files.readLines(SourceFormat.PILE, deep, deepOnThePath))
                .allSatisfy(row -> assertThat(code(row)).isEqualTo(RejectReason.MALFORMED_JSON));
    }

    @Test
    void blankLinesCarriageReturnsAndAByteOrderMarkAreNoContent() throws IOException {
        List<SourceRow> rows =
                files.read("windows.jsonl", utf8("\uFEFF" + GOOD + "\r\n\r\n  \n" + GOOD + "\r\n"), SourceFormat.PILE);

        assertThat(rows).extracting(SourceRow::line).containsExactly(1L, 4L);
        assertThat(rows).hasOnlyElementsOfType(Document.class);
    }

    @Test
    void ofEqualNamesTheLastCounts() throws IOException {
        List<SourceRow> rows = files.readLines(
                SourceFormat.PILE, "{\"text\": \"a\", \"text\": \"b\"}", "{\"text\": \"a\", \"text\": null}");

        assertThat(text(rows.get(0))).isEqualTo("b");
        assertThat(code(rows.get(1))).isEqualTo(RejectReason.MISSING_FIELD);
    }
}
