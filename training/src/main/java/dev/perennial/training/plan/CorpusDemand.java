package dev.perennial.training.plan;

import java.util.OptionalLong;

/**
 * A corpus as far as it is known: counted where it stands, else guessed from its files, or from what the stages ask for.
 *
 * @param training tokens to train on
 * @param validation tokens held out
 * @param textBytes of all its text
 * @param shards files it is or will be in
 * @param counted whether it stands, so that these are counts and not guesses
 * @param basis where the numbers come from, for people
 */
public record CorpusDemand(
        String name, long training, long validation, long textBytes, long shards, boolean counted, String basis) {

    /** Bytes of text in a token of a byte-level tokenizer: 3.3 of German to 4.4 of English with GPT-NeoX's, less with small ones. */
    static final double BYTES_A_TOKEN = 4;

    /** Of a corpus that stands. */
    public static CorpusDemand counted(
            String name, long training, long validation, long textBytes, long shards, String folder) {
        return new CorpusDemand(name, training, validation, textBytes, shards, true, "as " + folder + " counts them");
    }

    /** Before it is tokenised: by its files where they are there, else as much as is asked of it. */
    public static CorpusDemand guessed(
            String name, OptionalLong textBytes, long asked, double validation, int shardMegabytes) {
        double bytes = textBytes.orElse(Math.round(asked * BYTES_A_TOKEN / (1 - validation)));
        double tokens = bytes / BYTES_A_TOKEN;
        long held = Math.round(tokens * validation);
        // As CorpusBuilder decides: a third of the text, and at least four files.
        long shards = (long) Math.max(4, bytes / 3 / ((long) shardMegabytes << 20) + 1);
        return new CorpusDemand(
                name,
                Math.round(tokens) - held,
                held,
                Math.round(bytes),
                shards,
                false,
                textBytes.isPresent()
                        ? "guessed from the sizes of its files, at 4 bytes of text a token"
                        : "its files are not at hand: as much as the stages ask of it, at 4 bytes of text a token");
    }
}
