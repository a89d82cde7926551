package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.tokenize.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code decode}: lines of ids back to text. */
@Command(name = "decode", description = "Decodes lines of ids on standard input to text.")
public final class DecodeJob implements Callable<Integer> {
    @Option(names = "--tokenizer", required = true, paramLabel = "FILE", description = "a tokenizer.json")
    java.io.File file;

    @Option(names = "--json", description = "lines are arrays of ids in, JSON strings out")
    boolean json;

    public static void main(String[] arguments) {
        Perennial.run("decode", arguments);
    }

    @Override
    public Integer call() throws IOException {
        Tokenizer tokenizer = EncodeJob.read(file);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String text = tokenizer.decode(json ? Json.read(line, int[].class, "standard input") : ids(line));
            System.out.println(json ? Json.line(text) : text);
        }
        return 0;
    }

    private static int[] ids(String line) {
        try {
            return Arrays.stream(line.strip().split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA, "Cannot decode the line '" + line + "': expected ids and spaces.", e);
        }
    }
}
