package dev.perennial.mixing.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Store;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.StandingStream;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.Text;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.TokenWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Builds a token stream: plan, check, execute, publish.
 *
 * @param corpora every corpus that the configuration names
 * @param replayed the streams that are replayed, by stage
 */
public record StreamBuilder(
        String name,
        StreamConfiguration configuration,
        Map<String, Corpus> corpora,
        Map<String, TokenStream> replayed,
        Fingerprint tokenizer,
        int vocabularySize,
        int endOfText) {
    private static final String TOKENIZER = "tokenizer";

    /**
     * The builder of a stream that stands, from its manifest and from what it was made from, as that stands too: no experiment is asked.
     * It makes this very stream and no other, or is refused.
     */
    public static StreamBuilder standing(StandingStream stream, Store store, int vocabularySize, int endOfText) {
        Map<String, Corpus> corpora = new TreeMap<>();
        stream.corpora().forEach((name, fingerprint) -> {
            Path folder = stream.beside(Corpus.KIND, name, fingerprint);
            corpora.put(name, Corpus.open(store, folder, stream.needed(store, folder)));
        });
        Map<String, TokenStream> replayed = new TreeMap<>();
        stream.replayed(store).forEach((stage, earlier) -> replayed.put(stage, earlier.tokens()));
        StreamBuilder builder = new StreamBuilder(
                stream.name(),
                stream.configuration(),
                corpora,
                replayed,
                stream.manifest().inputs().get(TOKENIZER),
                vocabularySize,
                endOfText);
        if (!builder.recipe().fingerprint().equals(stream.manifest().fingerprint())) {
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot make '" + stream.folder() + "' out from its manifest: it would be another, got "
                            + builder.recipe().fingerprint() + ", expected "
                            + stream.manifest().fingerprint()
                            + ". It is of an older format: name the experiment that made it.");
        }
        return builder;
    }

    public Recipe recipe() {
        Map<String, Fingerprint> inputs = new TreeMap<>();
        inputs.put(TOKENIZER, tokenizer);
        configuration
                .texts()
                .values()
                .forEach(text -> inputs.put(
                        StandingStream.CORPUS + text.corpus(),
                        corpus(text.corpus()).fingerprint()));
        replayed.values().forEach(stream -> inputs.put(StandingStream.STREAM + stream.name(), stream.fingerprint()));
        return new Recipe(TokenStream.KIND, StreamFormat.VERSION, name, inputs, configuration);
    }

    /** Fails, with both numbers, when a text or an earlier stream holds too little. */
    StreamPlan plan(Supplier<SparkSession> spark, Configuration hadoop) {
        Problems problems = new Problems();
        String place = "stream '" + name + "'";
        replayed.values().stream()
                .filter(stream -> stream.context() != configuration.context())
                .forEach(stream -> problems.add(
                        ErrorCode.CONFIGURATION,
                        place,
                        "Cannot replay '" + stream.name() + "': its sequences have another length, got "
                                + stream.context() + " tokens, expected " + configuration.context() + "."));
        Map<String, Supply> supplies = new TreeMap<>();
        configuration
                .replays()
                .forEach((part, replay) ->
                        supplies.put(part, new ReplaySupply(replayed.get(replay.of()), replay, configuration.seed())));
        texts().forEach((corpus, texts) -> supplies.putAll(supplies(corpus, texts, problems, spark, hadoop)));
        SlotPlan slots = configuration.slots();
        StreamPlan plan = new StreamPlan(
                configuration, slots, slots.names().stream().map(supplies::get).toList());
        plan.check(place, problems);
        problems.throwIfAny();
        return plan;
    }

    /** The texts of each corpus. */
    private Map<String, List<Text>> texts() {
        Map<String, List<Text>> texts = new TreeMap<>();
        configuration.texts().values().forEach(text -> texts.computeIfAbsent(text.corpus(), each -> new ArrayList<>())
                .add(text));
        return texts;
    }

    private Map<String, Supply> supplies(
            String corpus, List<Text> texts, Problems problems, Supplier<SparkSession> spark, Configuration hadoop) {
        TextCounts counts =
                TextCounts.of(corpus(corpus), texts, configuration.packing(), configuration.context(), spark, hadoop);
        Map<String, Supply> supplies = new TreeMap<>();
        for (Text text : texts) {
            TextSupply supply = new TextSupply(
                    text,
                    counts.shards().get(text.name()),
                    configuration.context(),
                    configuration.packing(),
                    configuration.epochs(),
                    configuration
                            .skip()
                            .getOrDefault(text.name(), new Sequences(0))
                            .count(),
                    configuration.seed());
            supplies.put(text.name(), supply);
            if (supply.documents() == 0 && text instanceof Text.Domain missing) {
                problems.add(
                        ErrorCode.TOO_LITTLE_DATA,
                        "stream '" + name + "'",
                        "Cannot mix '" + text.name() + "': no document has this domain."
                                + Names.suggestion(missing.domain(), counts.others()));
            }
        }
        return supplies;
    }

    private Corpus corpus(String corpus) {
        if (!corpora.containsKey(corpus)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot mix '" + corpus + "': there is no such corpus."
                            + Names.suggestion(corpus, corpora.keySet()));
        }
        return corpora.get(corpus);
    }

    public Manifest build(SparkSession spark, Store store) {
        StreamPlan plan = plan(() -> spark, store.hadoop());
        Recipe recipe = recipe();
        Path folder = store.begin(recipe);
        TokenWidth width = width();
        StreamWriter writer = new StreamWriter(folder.toString(), configuration.context(), width, tokenizer);
        List<PieceSource> sources = plan.sources(corpora, endOfText, width);
        List<FileSummary> written = StreamShuffle.run(spark, store.hadoop(), sources, writer, files());
        Manifest manifest = recipe.manifest(counts(plan, written, width), files(written));
        store.publish(folder, manifest);
        return manifest;
    }

    TokenWidth width() {
        return TokenWidth.of(vocabularySize);
    }

    private int files() {
        long perFile = StreamFormat.rowsPerFile(configuration.context());
        return Math.toIntExact((configuration.sequences().count() + perFile - 1) / perFile);
    }

    private Map<String, Long> counts(StreamPlan plan, List<FileSummary> written, TokenWidth width) {
        Map<String, Long> counts = new TreeMap<>(plan.fits());
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
