package dev.perennial.training.checkpoint;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.GptNeoX;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * A model that stands in the store, trained here or imported; small enough to travel with a task, which then reads the weights itself.
 *
 * @param attention how far back a token saw in training, and so does in evaluation
 * @param endOfText the id of the token that ends a document
 * @param hashes SHA-256 of each file, by name
 */
public record Checkpoint(
        String name,
        String folder,
        Fingerprint fingerprint,
        Fingerprint tokenizer,
        GptNeoX model,
        AttentionSpan attention,
        int endOfText,
        Map<String, String> hashes)
        implements Serializable {
    public static final String KIND = "checkpoints";
    public static final int VERSION = 2;
    public static final String MODEL_FILE = "model.safetensors";
    public static final String OPTIMIZER_FILE = "optimizer.safetensors";
    public static final String STATE_FILE = "training-state.json";
    public static final String CONFIG_FILE = "config.json";
    public static final String TOKENIZER_FILE = "tokenizer.json";
    public static final String LEDGER_FILE = "ledger.jsonl";
    public static final String METRICS_FILE = "metrics.jsonl";
    public static final String TIMING_FILE = "timing.json";
    public static final String FIRST_MOMENT = "exp_avg.";
    public static final String SECOND_MOMENT = "exp_avg_sq.";
    public static final String OUTER_VELOCITY = "outer_velocity.";

    public static Checkpoint open(Store store, Path folder, Manifest manifest) {
        Path config = new Path(folder, CONFIG_FILE);
        String text = store.readText(config).orElseThrow(() -> missing(config));
        return new Checkpoint(
                manifest.name(),
                folder.toString(),
                manifest.fingerprint(),
                manifest.inputs().get("tokenizer"),
                HuggingFaceConfig.read(text, config.toString()),
                attention(manifest),
                HuggingFaceConfig.endOfText(text, config.toString()),
                manifest.files().stream()
                        .collect(Collectors.toMap(
                                Manifest.FileEntry::path, Manifest.FileEntry::sha256, (first, again) -> first)));
    }

    private static AttentionSpan attention(Manifest manifest) {
        String written = manifest.configuration().at("/masking/attention").asText();
        return written.equals(AttentionSpan.DOCUMENT.toString()) ? AttentionSpan.DOCUMENT : AttentionSpan.CAUSAL;
    }

    /** Whether it has Adam's moments: an imported one has not. */
    public boolean hasOptimizer() {
        return hashes.containsKey(OPTIMIZER_FILE);
    }

    /** Holds the files that no reader compares while it reads, the small ones, against the manifest; called once before they are used. */
    public void verify(Store store) {
        hashes.forEach((file, sha256) -> {
            boolean comparedWhenRead = file.equals(MODEL_FILE) || file.equals(OPTIMIZER_FILE);
            if (!comparedWhenRead
                    && !store.entry(new Path(folder), file).sha256().equals(sha256)) {
                throw new PerennialException(
                        ErrorCode.CORRUPT_ARTEFACT,
                        "Cannot continue '" + name + "': its " + file + " is not what its manifest says. Remove '"
                                + folder + "' and run again.");
            }
        });
    }

    /** Wall time of training, and of the exchanges in it, over all attempts; not a part of the artefact's content. */
    public record Timing(double seconds, double exchangeSeconds) {}

    public double seconds(Store store) {
        return seconds(store, new Path(folder));
    }

    public static double seconds(Store store, Path folder) {
        return timing(store, folder).seconds();
    }

    /** None has taken no time: an imported model. */
    public static Timing timing(Store store, Path folder) {
        Path file = new Path(folder, TIMING_FILE);
        return store.readText(file)
                .map(text -> Json.read(text, Timing.class, file.toString()))
                .orElse(new Timing(0, 0));
    }

    /** The lines as they stand, for whoever checks their chain. */
    /** Where the run that made it stood at its end. */
    public TrainingState state(Store store) {
        Path file = new Path(folder, STATE_FILE);
        return Json.read(store.readText(file).orElseThrow(() -> missing(file)), TrainingState.class, file.toString());
    }

    public List<String> ledgerText(Store store) {
        return lines(store, LEDGER_FILE);
    }

    public List<LedgerLine> ledger(Store store) {
        return ledgerText(store).stream().map(LedgerLine::read).toList();
    }

    public List<StepMetrics> metrics(Store store) {
        return lines(store, METRICS_FILE).stream()
                .map(line -> Json.read(line, StepMetrics.class, folder + "/" + METRICS_FILE))
                .toList();
    }

    private List<String> lines(Store store, String name) {
        Path file = new Path(folder, name);
        String text = store.readText(file).orElseThrow(() -> missing(file));
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static PerennialException missing(Path file) {
        return new PerennialException(
                ErrorCode.CORRUPT_ARTEFACT,
                "Cannot read '" + file + "': the file is gone. Remove its folder and run again.");
    }
}
