package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * A stream that stands, with all that its manifest says of how it was made: which corpora and earlier streams, in which shares. So it can
 * be replayed and proved long after the experiment that made it.
 */
public record StandingStream(Path folder, Manifest manifest, StreamConfiguration configuration) {
    /** Before the name of a corpus, among the inputs. */
    public static final String CORPUS = "corpus ";

    /** Before the name of an earlier stage, among the inputs. */
    public static final String STREAM = "stream ";

    public static StandingStream open(Store store, Path folder) {
        Manifest manifest = store.manifest(folder)
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.MISSING_FILE, "Cannot replay '" + folder + "': no such stream stands."));
        return new StandingStream(folder, manifest, StreamConfiguration.of(manifest));
    }

    /** The stage's. */
    public String name() {
        return manifest.name();
    }

    public TokenStream tokens() {
        return TokenStream.open(folder, manifest);
    }

    /** The corpora that it was mixed from, by name. */
    public Map<String, Fingerprint> corpora() {
        return inputs(CORPUS);
    }

    /** The earlier streams that it replays, by stage. */
    public Map<String, Fingerprint> replayed() {
        return inputs(STREAM);
    }

    /** The earlier streams themselves. */
    public Map<String, StandingStream> replayed(Store store) {
        Map<String, StandingStream> replayed = new TreeMap<>();
        replayed().forEach((stage, fingerprint) -> {
            Path earlier = beside(TokenStream.KIND, stage, fingerprint);
            needed(store, earlier);
            replayed.put(stage, open(store, earlier));
        });
        return replayed;
    }

    /** Where in the same workspace an input is. */
    public Path beside(String kind, String name, Fingerprint fingerprint) {
        return new Path(folder.getParent().getParent(), kind + "/" + name + "-" + fingerprint.abbreviated());
    }

    /** The manifest of what this stream was made from. */
    public Manifest needed(Store store, Path input) {
        return store.manifest(input)
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.CORRUPT_ARTEFACT,
                        "Cannot make out '" + folder + "': it was made from '" + input + "', which is gone."));
    }

    /** How many sequences of each part stand before a position. */
    public Map<String, Long> before(long position) {
        SlotPlan slots = configuration.slots();
        Map<String, Long> counts = new TreeMap<>();
        for (int part = 0; part < slots.names().size(); part++) {
            counts.put(slots.names().get(part), slots.count(part, position));
        }
        return counts;
    }

    private Map<String, Fingerprint> inputs(String kind) {
        Map<String, Fingerprint> found = new TreeMap<>();
        manifest.inputs().forEach((input, fingerprint) -> {
            if (input.startsWith(kind)) {
                found.put(input.substring(kind.length()), fingerprint);
            }
        });
        return found;
    }
}
