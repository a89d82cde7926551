package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.Recipe;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.spark.CorpusBuilder;
import dev.perennial.tokenize.spark.InputFingerprints;
import dev.perennial.tokenize.spark.StandingCorpus;
import dev.perennial.tokenize.spark.TokenizerTraining;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** The tokenizer of an experiment and the corpora that it encoded. */
final class MadeCorpora {
    private final Making making;
    private final Map<String, Corpus> corpora = new TreeMap<>();
    private Tokenizer tokenizer;

    MadeCorpora(Making making) {
        this.making = making;
    }

    Tokenizer tokenizer() {
        if (tokenizer == null) {
            tokenizer =
                    making.experiment().tokenizerFile().map(this::readTokenizer).orElseGet(this::trainedTokenizer);
        }
        return tokenizer;
    }

    Corpus corpus(String name) {
        return corpora.computeIfAbsent(making.knownCorpus(name), each -> making.standing()
                .corpus(each)
                .map(this::ofThisTokenizer)
                .orElseGet(() -> makeCorpus(each)));
    }

    /** A corpus if it stands, or the one that it would extend; nothing is made. */
    Optional<Corpus> standingCorpus(String name) {
        Optional<Corpus> there = making.standing().corpus(name);
        if (there.isPresent()) {
            return there;
        }
        CorpusBuilder builder = corpusBuilder(name);
        return builder.standing(making.store()).or(() -> builder.extended().map(StandingCorpus::corpus));
    }

    private Corpus ofThisTokenizer(Corpus corpus) {
        Fingerprint got = corpus.manifest().inputs().get("tokenizer");
        if (!tokenizer().fingerprint().equals(got)) {
            throw new PerennialException(
                    ErrorCode.TOKENIZER_MISMATCH,
                    "Cannot use '" + corpus.folder() + "': it was made with another tokenizer, got " + got
                            + ", expected " + tokenizer().fingerprint() + ".");
        }
        return corpus;
    }

    private Corpus makeCorpus(String name) {
        CorpusBuilder builder = corpusBuilder(name);
        Optional<Corpus> standing = builder.standing(making.store());
        making.progress()
                .say(standing.map(corpus -> "standing: " + corpus.folder()).orElseGet(builder::summary));
        return standing.orElseGet(() -> builder.build(making.spark().get(), making.store(), making.progress()));
    }

    private CorpusBuilder corpusBuilder(String name) {
        return CorpusBuilder.plan(
                name, making.experiment().corpora().get(name), tokenizer(), making.store(), fingerprints());
    }

    private InputFingerprints fingerprints() {
        return new InputFingerprints(making.store(), making.fingerprinting(), making.progress());
    }

    private Tokenizer readTokenizer(String file) {
        Path path = new Path(file);
        try (InputStream in = making.store().fileSystem(path).open(path)) {
            byte[] json = in.readAllBytes();
            Problems problems = new Problems();
            TokenizerEngine engine = making.experiment().tokenizer().engine();
            Tokenizer read = problems.attempt(file, () -> Tokenizer.read(json, engine));
            problems.throwIfAny();
            read.notice().ifPresent(making.progress()::say);
            return read;
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE, "Cannot read the tokenizer '" + file + "': " + e.getMessage() + ".", e);
        }
    }

    private Tokenizer trainedTokenizer() {
        TokenizerTraining training = TokenizerTraining.plan(
                making.experiment().tokenizer().vocabulary(),
                making.experiment().corpora(),
                making.store(),
                fingerprints());
        Recipe recipe = training.recipe();
        byte[] json = making.standing(recipe)
                .map(manifest -> making.store()
                        .readText(new Path(making.store().folder(recipe), TokenizerTraining.FILE))
                        .orElseThrow()
                        .getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> training.train(making.spark().get(), making.store(), making.progress())
                        .json());
        return Tokenizer.read(json, making.experiment().tokenizer().engine());
    }
}
