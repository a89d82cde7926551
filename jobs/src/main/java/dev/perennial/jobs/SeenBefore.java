package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Store;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.StandingStream;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.spark.CorpusBuilder;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.tokenize.spark.InputFingerprints;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.registry.StandingModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** How much of a corpus a lineage of models has seen, so that the next stage goes on behind it. */
record SeenBefore(List<StandingModel> chain, NextTemplate.Reading reading, Store store, Progress progress) {

    /** What is to be skipped of the corpus's order; none where nothing of it was seen, or in another order. */
    Optional<Tokens> of(String name, CorpusSource source, StandingModel parent, GptNeoX model, List<String> reasons) {
        List<StandingModel> saw =
                chain.stream().filter(each -> corpus(each, name).isPresent()).toList();
        if (saw.isEmpty()) {
            return Optional.empty();
        }
        Optional<Corpus> standing;
        try (Sessions sessions = new Sessions("perennial next")) {
            standing = CorpusBuilder.plan(
                            name, source, tokenizer(parent), store, new InputFingerprints(store, sessions, progress))
                    .standing(store);
        }
        long behind = 0;
        for (StandingModel each : saw) {
            if (standing.map(Corpus::fingerprint).equals(corpus(each, name)) && sameOrder(each, name, model)) {
                behind = Math.max(behind, seen(each, name));
            } else {
                reasons.add(
                        "'" + each.stage() + "' saw '" + name + "' in another order or before it grew: what it saw may"
                                + " come again. Name new files as a corpus of their own to see only them");
            }
        }
        if (behind == 0) {
            return Optional.empty();
        }
        Tokens skip = new Sequences(behind).tokens(model.context());
        reasons.add("begins behind the " + skip + " tokens of '" + name + "' that were seen");
        requireEnough(name, standing.orElseThrow(), behind, model);
        return Optional.of(skip);
    }

    /** Said now rather than when everything is read. */
    private void requireEnough(String name, Corpus corpus, long behind, GptNeoX model) {
        long stage = reading.pattern().tokens().sequences(model.context()).count();
        long needed = stage - reading.pattern().replay().share().of(stage);
        long all = Math.multiplyExact(corpus.sequences(Split.TRAIN, model.context()), (long)
                reading.pattern().epochs());
        boolean exact = reading.pattern().packing() == Packing.CONCATENATE;
        if (exact && behind + needed > all) {
            throw new PerennialException(
                    ErrorCode.TOO_LITTLE_DATA,
                    "Cannot take " + needed + " sequences more from '" + name + "': it has " + all + ", and " + behind
                            + " were seen. Lower " + NextTemplate.STAGE + ".tokens, allow more epochs, or add data.");
        }
    }

    private static Optional<Fingerprint> corpus(StandingModel model, String name) {
        return model.stream().map(StandingStream::corpora).map(corpora -> corpora.get(name));
    }

    private boolean sameOrder(StandingModel model, String name, GptNeoX shape) {
        StreamConfiguration stream = model.stream().orElseThrow().configuration();
        return stream.texts().containsKey(name)
                && stream.seed().equals(reading.template().seed().named(StageStream.SEED))
                && stream.context() == shape.context()
                && stream.packing() == reading.pattern().packing();
    }

    private static long seen(StandingModel model, String name) {
        Sequences skipped = model.stream().orElseThrow().configuration().skip().get(name);
        return Objects.requireNonNullElse(skipped, new Sequences(0)).count()
                + model.parts().get(name);
    }

    private Tokenizer tokenizer(StandingModel parent) {
        Path file = new Path(parent.folder(), Checkpoint.TOKENIZER_FILE);
        return Tokenizer.read(
                store.readText(file).orElseThrow().getBytes(StandardCharsets.UTF_8),
                reading.template().tokenizer().engine());
    }
}
