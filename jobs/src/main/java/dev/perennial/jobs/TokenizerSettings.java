package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.TokenizerEngine;
import java.util.Optional;

/**
 * Which tokenizer: a {@code tokenizer.json} of the user's, or one that is trained on the experiment's corpora.
 *
 * @param file the path of a Hugging Face tokenizer.json
 * @param vocabulary of the one that is trained where no file is given
 * @param engine what encodes: automatic, java, or hugging-face to compare with
 */
public record TokenizerSettings(
        Optional<String> file, @Default("4096") int vocabulary, @Default("automatic") TokenizerEngine engine) {
    public TokenizerSettings {
        BpeTrainer.ofSize(vocabulary);
    }
}
