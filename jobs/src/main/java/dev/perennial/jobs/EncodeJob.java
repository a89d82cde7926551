package dev.perennial.jobs;

import dev.perennial.conf.Json;
import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.SpecialTokensInText;
import dev.perennial.tokenize.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code encode}: lines of text to lines of ids, with any tokenizer.json. */
@Command(name = "encode", description = "Encodes lines of standard input to ids.")
public final class EncodeJob implements Callable<Integer> {
    @Option(names = "--tokenizer", required = true, paramLabel = "FILE", description = "a tokenizer.json")
    java.io.File file;

    @Option(names = "--json", description = "lines are JSON strings in, arrays of ids out")
    boolean json;

    public static void main(String[] arguments) {
        Perennial.run("encode", arguments);
    }

    @Override
    public Integer call() throws IOException {
        Encoder encoder = read(file).encoder(SpecialTokensInText.AS_TEXT);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int[] ids = encoder.encode(json ? Json.read(line, String.class, "standard input") : line);
            System.out.println(
                    json
                            ? Json.line(ids)
                            : Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
        }
        return 0;
    }

    static Tokenizer read(java.io.File file) {
        try {
            Tokenizer tokenizer = Tokenizer.read(java.nio.file.Files.readAllBytes(file.toPath()));
            tokenizer.notice().ifPresent(Terminal.standard()::say);
            return tokenizer;
        } catch (IOException e) {
            throw new dev.perennial.conf.PerennialException(
                    dev.perennial.conf.ErrorCode.MISSING_FILE,
                    "Cannot read the tokenizer '" + file + "': no such file.",
                    e);
        }
    }
}
