package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.WordCounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerennialTest {
    @TempDir
    Path folder;

    /** What a command says on standard output, given standard input. */
    private static String output(String input, String... arguments) {
        InputStream in = System.in;
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            assertThat(Perennial.execute(arguments)).isZero();
        } finally {
            System.setIn(in);
            System.setOut(out);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private String tokenizer() throws IOException {
        WordCounts words = new WordCounts();
        words.count("rain and snow and rain and wind ".repeat(5));
        return Files.write(
                        folder.resolve("tokenizer.json"), BpeTrainer.ofSize(270).train(words))
                .toString();
    }

    @Test
    void errorsThatAreNoExceptionsHaveTheirCodesToo() {
        // As Hadoop's FSError, which only Hadoop can make.
        assertThat(explained(new Error(new IOException("No space left on device"))))
                .isEqualTo(4);
        assertThat(explained(new OutOfMemoryError("Java heap space"))).isEqualTo(4);
        assertThat(explained(new StackOverflowError())).isEqualTo(70);
    }

    private static int explained(Error error) {
        return Perennial.explained(() -> {
            throw error;
        });
    }

    @Test
    void theUsersMistakesEndWithCodeTwo() throws IOException {
        Path file = Files.writeString(folder.resolve("a.conf"), "name = x\nworkspce = y\n");
        assertThat(Perennial.execute(
                        "run", "--conf", folder.resolve("none.conf").toString()))
                .isEqualTo(2);
        assertThat(Perennial.execute("run", "--conf", file.toString(), "--dry-run"))
                .isEqualTo(2);
        assertThat(Perennial.execute("run", "--conf", file.toString(), "--set", "tokens"))
                .isEqualTo(2);
        assertThat(Perennial.execute("run")).isEqualTo(2);
        assertThat(Perennial.execute("walk")).isEqualTo(2);
        assertThat(Perennial.execute("encode", "--tokenizer", "none.json")).isEqualTo(2);
    }

    @Test
    void helpAndVersionAreNoMistakes() {
        assertThat(output("", "--version")).startsWith("perennial ");
        assertThat(output("", "--help")).contains("run", "tokenize", "train", "evaluate");
    }

    @Test
    void whatIsEncodedIsDecodedToTheSameText() throws IOException {
        String tokenizer = tokenizer();
        String text = "rain and snow\nÄrger 🌧 <|endoftext|>\n";
        String ids = output(text, "encode", "--tokenizer", tokenizer);
        assertThat(ids.lines()).hasSize(2).allMatch(line -> line.matches("[0-9 ]+"));
        assertThat(output(ids, "decode", "--tokenizer", tokenizer)).isEqualTo(text);
    }

    @Test
    void linesOfJsonHoldTextsWithLineBreaks() throws IOException {
        String tokenizer = tokenizer();
        String text = "two\nlines\t\u0000";
        String ids = output(Json.line(text) + "\n", "encode", "--json", "--tokenizer", tokenizer);
        assertThat(ids).startsWith("[").endsWith("]\n");
        assertThat(Json.read(output(ids, "decode", "--json", "--tokenizer", tokenizer), String.class, "output"))
                .isEqualTo(text);
    }

    @Test
    void aSecondRunIsKeptOutOfAWorkspaceUntilTheFirstHasEnded() {
        Store store = new Store(Workspaces.qualified(folder.resolve("runs").toString()), new Configuration());
        try (Workspaces.Lock held = Workspaces.lock(store)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> Workspaces.lock(store))
                    .isInstanceOfSatisfying(
                            PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED))
                    .hasMessageContaining("another run is in it");
        }
        Workspaces.lock(store).close();
    }

    @Test
    void aWorkspaceWithoutASchemeIsALocalFolder() {
        assertThat(Workspaces.qualified("runs/x")).startsWith("file:///").endsWith("/runs/x");
        assertThat(Workspaces.qualified("s3a://bucket/x")).isEqualTo("s3a://bucket/x");
    }

    @Test
    void withoutATerminalProgressIsPlainLines() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Terminal terminal = Terminal.plain(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (Progress.Task task = terminal.begin("train P", "tokens", 2000)) {
            task.advanceTo(500, "loss 4.000");
            task.advanceTo(2000, "loss 3.000");
        }
        assertThat(said.toString(StandardCharsets.UTF_8).lines().collect(Collectors.toList()))
                .singleElement()
                .asString()
                .startsWith("train P: 2,000 of 2,000 tokens (100 %)")
                .endsWith("loss 3.000")
                .doesNotContain("\r", "\u001b");
    }
}
