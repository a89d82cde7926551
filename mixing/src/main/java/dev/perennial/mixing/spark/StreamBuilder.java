package dev.perennial.mixing.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.RowProof;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Builds a token stream: plan, check, execute, publish.
 *
 * @param corpora every corpus that the configuration names
 * @param replayed the stream that is replayed, if any is
 */
public record StreamBuilder(
        String name,
        StreamConfiguration configuration,
        Map<String, Corpus> corpora,
        Optional<TokenStream> replayed,
        Fingerprint tokenizer,
        int vocabularySize,
        int endOfText) {

    public Recipe recipe() {
        Map<String, Fingerprint> inputs = new TreeMap<>();
        inputs.put("tokenizer", tokenizer);
        configuration
                .fresh()
                .keySet()
                .forEach(corpus ->
                        inputs.put("corpus " + corpus, corpora.get(corpus).fingerprint()));
        replayed.ifPresent(stream -> inputs.put("stream " + stream.name(), stream.fingerprint()));
        return new Recipe(TokenStream.KIND, StreamFormat.VERSION, name, inputs, configuration);
    }

    /** Fails, with both numbers, when a corpus or the replayed stream holds too little. */
    public void check() {
        Problems problems = new Problems();
        replayed.filter(stream -> stream.context() != configuration.context())
                .ifPresent(stream -> problems.add(
                        ErrorCode.CONFIGURATION,
                        "stream '" + name + "'",
                        "Cannot replay '" + stream.name() + "': its sequences have another length, got "
                                + stream.context() + " tokens, expected " + configuration.context() + "."));
        SlotPlan slots = configuration.slots();
        long sequences = configuration.sequences().count();
        for (int part = 0; part < slots.names().size(); part++) {
            long needed = slots.count(part, sequences);
            long available = available(slots.names().get(part));
            if (needed > available) {
                problems.add(
                        ErrorCode.TOO_LITTLE_DATA,
                        "stream '" + name + "'",
                        "Cannot take " + needed + " sequences from '"
                                + slots.names().get(part) + "': it has "
                                + available + " of " + configuration.context()
                                + " tokens. Lower the stage's tokens, allow more epochs, or add data.");
            }
        }
        problems.throwIfAny();
    }

    public Manifest build(SparkSession spark, Store store) {
        check();
        Recipe recipe = recipe();
        Path folder = store.begin(recipe);
        TokenWidth width = TokenWidth.of(vocabularySize);
        StreamWriter writer = new StreamWriter(folder.toString(), configuration.context(), width, tokenizer);
        List<PieceSource> sources = sources(width);
        List<FileSummary> written = StreamShuffle.run(spark, store.hadoop(), sources, writer, files());
        Manifest manifest = recipe.manifest(counts(written, width), files(written));
        store.publish(folder, manifest);
        return manifest;
    }

    private long available(String part) {
        if (configuration.replay().isPresent()
                && part.equals(StreamConfiguration.replayPart(
                        configuration.replay().get().of()))) {
            return Math.max(
                    0,
                    replayed.orElseThrow().sequences()
                            - configuration.replay().get().from());
        }
        Corpus corpus = corpora.get(part);
        if (corpus == null) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot mix '" + part + "': there is no such corpus." + Names.suggestion(part, corpora.keySet()));
        }
        return Math.multiplyExact(
                corpus.sequences(Split.TRAIN, configuration.context()), (long) configuration.epochs());
    }

    private List<PieceSource> sources(TokenWidth width) {
        SlotPlan slots = configuration.slots();
        List<PieceSource> sources = new ArrayList<>();
        for (int part = 0; part < slots.names().size(); part++) {
            String partName = slots.names().get(part);
            long taken = slots.count(part, configuration.sequences().count());
            Corpus corpus = corpora.get(partName);
            if (taken == 0) {
                continue;
            }
            if (corpus == null) {
                sources.addAll(PieceSource.ofStream(
                        replayed.orElseThrow(),
                        slots,
                        part,
                        configuration.replay().orElseThrow().from(),
                        taken));
            } else {
                sources.addAll(PieceSource.ofCorpus(corpus, fresh(slots, part, corpus, taken, width)));
            }
        }
        return sources;
    }

    private FreshPieces fresh(SlotPlan slots, int part, Corpus corpus, long taken, TokenWidth width) {
        return new FreshPieces(
                slots,
                part,
                corpus.sequences(Split.TRAIN, configuration.context()),
                taken,
                orders(corpus, taken),
                configuration.context(),
                endOfText,
                width,
                StreamFormat.rowsPerFile(configuration.context()));
    }

    /** A permutation of the corpus's sequences for every pass that the stream needs. */
    private List<Permutation> orders(Corpus corpus, long taken) {
        long available = corpus.sequences(Split.TRAIN, configuration.context());
        List<Permutation> orders = new ArrayList<>();
        for (int pass = 0; pass < configuration.epochs() && pass * available < taken; pass++) {
            orders.add(new Permutation(
                    available, configuration.seed().named("order of " + corpus.name() + ", pass " + pass)));
        }
        return orders;
    }

    /** Where each part comes from, for a proof. */
    Map<Integer, RowProof.Origin> origins() {
        SlotPlan slots = configuration.slots();
        Map<Integer, RowProof.Origin> origins = new TreeMap<>();
        for (int part = 0; part < slots.names().size(); part++) {
            Corpus corpus = corpora.get(slots.names().get(part));
            long taken = slots.count(part, configuration.sequences().count());
            origins.put(
                    part,
                    corpus == null
                            ? new RowProof.Replayed(
                                    configuration.replay().orElseThrow().from())
                            : new RowProof.Fresh(
                                    corpus.sequences(Split.TRAIN, configuration.context()), orders(corpus, taken)));
        }
        return origins;
    }

    private int files() {
        long perFile = StreamFormat.rowsPerFile(configuration.context());
        return Math.toIntExact((configuration.sequences().count() + perFile - 1) / perFile);
    }

    private Map<String, Long> counts(List<FileSummary> written, TokenWidth width) {
        Map<String, Long> counts = new TreeMap<>();
        long sequences = configuration.sequences().count();
        counts.put("sequences", sequences);
        counts.put(
                "tokens",
                configuration.sequences().tokens(configuration.context()).count());
        counts.put("context", (long) configuration.context());
        counts.put("rows_per_file", StreamFormat.rowsPerFile(configuration.context()));
        counts.put("token_bytes", (long) width.bytes());
        SlotPlan slots = configuration.slots();
        for (int part = 0; part < slots.names().size(); part++) {
            String partName = slots.names().get(part);
            long planned = slots.count(part, sequences);
            long built = written.stream()
                    .mapToLong(file -> file.rows().getOrDefault(partName, 0L))
                    .sum();
            if (planned != built) {
                throw new PerennialException(
                        ErrorCode.DEFECT,
                        "Cannot publish the stream '" + name + "': part '" + partName + "' has " + built
                                + " sequences, expected " + planned + ".");
            }
            counts.put("planned " + partName, planned);
            counts.put("built " + partName, built);
        }
        return counts;
    }

    private static List<Manifest.FileEntry> files(List<FileSummary> written) {
        return written.stream()
                .map(FileSummary::file)
                .sorted((left, right) -> left.path().compareTo(right.path()))
                .toList();
    }
}
