package dev.perennial.mixing;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that shapes a stream, besides the corpora and the streams it draws from.
 *
 * @param epochs how often at most a text may be passed over
 * @param skip sequences that each text's order begins after, by the names of their parts: what earlier stages saw
 * @param segments mixtures one after another; a text or a replay goes on in a later one where it stopped in the earlier
 */
public record StreamConfiguration(
        int context, Seed seed, int epochs, Packing packing, Map<String, Sequences> skip, List<Segment> segments) {

    /** A stretch of the stream whose mixture stays the same. */
    public record Segment(Sequences sequences, Mixture mixture) {}

    public StreamConfiguration {
        if (epochs < 1) {
            throw refused("Cannot pass over a corpus: epochs does not fit, got " + epochs + ", expected at least 1.");
        }
        texts(segments)
                .values()
                .forEach(text -> checkWhole(text, texts(segments).keySet()));
        replays(segments);
        skip.keySet().forEach(part -> {
            if (!texts(segments).containsKey(part)) {
                throw refused("Cannot skip what is not mixed: got '" + part + "'."
                        + Names.suggestion(part, texts(segments).keySet()));
            }
        });
    }

    /** A stream of one mixture, of documents end to end. */
    public static StreamConfiguration of(int context, Sequences sequences, Seed seed, Mixture mixture, int epochs) {
        return new StreamConfiguration(
                context, seed, epochs, Packing.CONCATENATE, Map.of(), List.of(new Segment(sequences, mixture)));
    }

    public Sequences sequences() {
        return new Sequences(
                segments.stream().mapToLong(each -> each.sequences().count()).sum());
    }

    public SlotPlan slots() {
        return SlotPlan.inTurn(segments.stream()
                .map(each -> new SlotPlan.Segment(
                        each.mixture().slots(), each.sequences().count()))
                .toList());
    }

    /** The share of every part in the whole stream. */
    public Map<String, Share> shares() {
        Map<String, Share> shares = new LinkedHashMap<>();
        for (Segment segment : segments) {
            Share length = segments.size() == 1
                    ? Share.ALL
                    : new Share(segment.sequences().count(), sequences().count());
            segment.mixture()
                    .parts()
                    .forEach(part -> shares.merge(part.name(), part.share().within(length), Share::plus));
        }
        return shares;
    }

    /** The texts of all segments, by the names of their parts. */
    public Map<String, Text> texts() {
        return texts(segments);
    }

    /** The replays of all segments, by the names of their parts. */
    public Map<String, Replay> replays() {
        return replays(segments);
    }

    /** The corpora that are not replayed. */
    public Set<String> corpora() {
        return texts().values().stream().map(Text::corpus).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The corpus with the largest share. */
    public String mostly() {
        Map<String, Share> ofCorpora = new TreeMap<>();
        Map<String, Share> ofParts = shares();
        texts().forEach((part, text) -> ofCorpora.merge(text.corpus(), ofParts.get(part), Share::plus));
        return Collections.max(ofCorpora.entrySet(), Comparator.comparingDouble(each -> each.getValue()
                        .approximately()))
                .getKey();
    }

    /** How much is replayed in all. */
    public Share replayed() {
        Map<String, Share> ofParts = shares();
        return replays().keySet().stream().map(ofParts::get).reduce(Share.NONE, Share::plus);
    }

    /** As a stream's manifest says it. */
    public static StreamConfiguration of(Manifest manifest) {
        return StreamShape.read(manifest.configuration());
    }

    /** As a manifest has it. */
    @JsonValue
    Map<String, Object> shape() {
        return StreamShape.of(this);
    }

    private static Map<String, Text> texts(List<Segment> segments) {
        return segments.stream()
                .flatMap(segment -> segment.mixture().texts().values().stream())
                .distinct()
                .collect(Collectors.toMap(Text::name, text -> text, (one, same) -> one, LinkedHashMap::new));
    }

    private static Map<String, Replay> replays(List<Segment> segments) {
        Map<String, Replay> replays = new LinkedHashMap<>();
        for (Segment segment : segments) {
            for (Replay replay : segment.mixture().replay()) {
                Replay before = replays.putIfAbsent(replay.name(), replay);
                if (before != null && (before.from() != replay.from() || before.order() != replay.order())) {
                    throw refused("Cannot replay '" + replay.of() + "' in two ways: got from = " + replay.from()
                            + " and order = " + replay.order() + " after from = " + before.from() + " and order = "
                            + before.order()
                            + ". A later segment goes on where an earlier one stopped: write the same.");
                }
            }
        }
        return replays;
    }

    /** A corpus and one of its domains would hold the same documents, which would be seen twice unnoticed. */
    private static void checkWhole(Text text, Set<String> names) {
        if (text instanceof Text.Domain && names.contains(new Text.Whole(text.corpus()).name())) {
            throw refused("Cannot mix '" + text.name() + "' beside all of '" + text.corpus()
                    + "': its documents would come twice. Give shares to domains, or to the corpus.");
        }
    }

    private static PerennialException refused(String message) {
        return new PerennialException(ErrorCode.CONFIGURATION, message);
    }
}
