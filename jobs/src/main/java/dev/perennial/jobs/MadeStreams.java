package dev.perennial.jobs;

import dev.perennial.conf.Manifest;
import dev.perennial.conf.Recipe;
import dev.perennial.mixing.StandingStream;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.StreamBuilder;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.shard.Corpus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The streams of an experiment's stages, mixed from corpora and from the streams that they replay. */
final class MadeStreams {
    private final Making making;
    private final MadeCorpora corpora;
    private final Map<String, TokenStream> streams = new TreeMap<>();

    MadeStreams(Making making, MadeCorpora corpora) {
        this.making = making;
        this.corpora = corpora;
    }

    TokenStream stream(String stage) {
        Optional<StandingStream> there = standing(stage);
        if (there.isPresent()) {
            return there.get().tokens();
        }
        TokenStream made = streams.get(making.knownStage(stage));
        if (made == null) {
            StreamBuilder builder = builder(stage);
            Recipe recipe = builder.recipe();
            Manifest manifest = making.standing(recipe).orElseGet(() -> {
                making.progress().say("mixing the stream of '" + stage + "'");
                Manifest built = builder.build(making.spark().get(), making.store());
                BestFitNote.of(builder.configuration(), built).forEach(making.progress()::say);
                return built;
            });
            made = TokenStream.open(making.store().folder(recipe), manifest);
            streams.put(stage, made);
        }
        return made;
    }

    /** The stream of a stage that is not the experiment's own. */
    Optional<StandingStream> standing(String stage) {
        return making.experiment().stages().containsKey(stage) ? Optional.empty() : making.standing().stream(stage);
    }

    StreamBuilder builder(String stage) {
        Tokenizer tokenizer = corpora.tokenizer();
        Optional<StandingStream> there = standing(stage);
        if (there.isPresent()) {
            return StreamBuilder.standing(
                    there.get(), making.store(), tokenizer.vocabularySize(), tokenizer.endOfText());
        }
        StreamConfiguration configuration =
                StageStream.of(making.experiment().stages().get(stage), making.experiment());
        Map<String, Corpus> used = new TreeMap<>();
        configuration.texts().values().forEach(text -> used.put(text.corpus(), corpora.corpus(text.corpus())));
        Map<String, TokenStream> replayed = new TreeMap<>();
        configuration.replays().values().forEach(replay -> replayed.put(replay.of(), stream(replay.of())));
        return new StreamBuilder(
                stage,
                configuration,
                used,
                replayed,
                tokenizer.fingerprint(),
                tokenizer.vocabularySize(),
                tokenizer.endOfText());
    }
}
