package dev.perennial.mixing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.mixing.StreamConfiguration.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stream's configuration as its manifest and its fingerprint have it. What is not used is not said, so that a plain mixture
 * keeps the fingerprint it had before there were nests, segments and packings. And back: a stream that stands says how it was made.
 */
final class StreamShape {
    private StreamShape() {}

    static Map<String, Object> of(StreamConfiguration configuration) {
        Map<String, Object> shape = new TreeMap<>();
        shape.put("context", configuration.context());
        shape.put("seed", configuration.seed());
        shape.put("epochs", configuration.epochs());
        if (configuration.packing() != Packing.CONCATENATE) {
            shape.put("packing", configuration.packing());
        }
        if (!configuration.skip().isEmpty()) {
            shape.put("skip", new TreeMap<>(configuration.skip()));
        }
        List<Map<String, Object>> segments =
                configuration.segments().stream().map(StreamShape::segment).toList();
        if (segments.size() == 1) {
            shape.putAll(segments.get(0));
        } else {
            shape.put("segments", segments);
        }
        return shape;
    }

    private static Map<String, Object> segment(Segment segment) {
        Map<String, Object> shape = new TreeMap<>();
        shape.put("sequences", segment.sequences());
        shape.put("fresh", portions(segment.mixture().data()));
        List<Map<String, Object>> replays =
                segment.mixture().replay().stream().map(StreamShape::replay).toList();
        if (!replays.isEmpty()) {
            shape.put("replay", replays.size() == 1 ? replays.get(0) : replays);
        }
        return shape;
    }

    private static Map<String, Object> portions(Map<String, Portion> level) {
        Map<String, Object> shape = new TreeMap<>();
        level.forEach((name, portion) -> shape.put(name, portion(portion)));
        return shape;
    }

    private static Object portion(Portion portion) {
        if (!portion.data().isEmpty()) {
            return Map.of("share", portion.share(), "data", portions(portion.data()));
        }
        return portion.domains().isEmpty()
                ? portion.share()
                : Map.of("share", portion.share(), "domains", portion.domains());
    }

    private static Map<String, Object> replay(Replay replay) {
        Map<String, Object> shape = new TreeMap<>();
        shape.put("of", replay.of());
        shape.put("share", replay.share());
        shape.put("from", replay.from());
        if (replay.order() != Replay.Order.ORIGINAL) {
            shape.put("order", replay.order());
        }
        return shape;
    }

    static StreamConfiguration read(JsonNode shape) {
        List<Segment> segments = new ArrayList<>();
        if (shape.has("segments")) {
            shape.get("segments").forEach(segment -> segments.add(readSegment(segment)));
        } else {
            segments.add(readSegment(shape));
        }
        Map<String, Sequences> skip = new TreeMap<>();
        shape.path("skip")
                .fields()
                .forEachRemaining(part ->
                        skip.put(part.getKey(), new Sequences(part.getValue().asLong())));
        return new StreamConfiguration(
                shape.path("context").asInt(),
                new Seed(shape.path("seed").asLong()),
                shape.path("epochs").asInt(),
                Packing.valueOf(shape.path("packing").asText(Packing.CONCATENATE.name())),
                skip,
                segments);
    }

    private static Segment readSegment(JsonNode shape) {
        List<Replay> replays = new ArrayList<>();
        JsonNode replay = shape.path("replay");
        if (replay.isArray()) {
            replay.forEach(each -> replays.add(readReplay(each)));
        } else if (replay.isObject()) {
            replays.add(readReplay(replay));
        }
        return new Segment(
                new Sequences(shape.path("sequences").asLong()),
                new Mixture(readPortions(shape.path("fresh")), replays));
    }

    private static Map<String, Portion> readPortions(JsonNode level) {
        Map<String, Portion> portions = new TreeMap<>();
        level.fields().forEachRemaining(each -> portions.put(each.getKey(), readPortion(each.getValue())));
        return portions;
    }

    private static Portion readPortion(JsonNode portion) {
        if (portion.isTextual()) {
            return Portion.of(Share.parse(portion.asText()));
        }
        Map<String, Share> domains = new TreeMap<>();
        portion.path("domains")
                .fields()
                .forEachRemaining(each ->
                        domains.put(each.getKey(), Share.parse(each.getValue().asText())));
        return new Portion(Share.parse(portion.path("share").asText()), readPortions(portion.path("data")), domains);
    }

    private static Replay readReplay(JsonNode replay) {
        return new Replay(
                replay.path("of").asText(),
                Share.parse(replay.path("share").asText()),
                replay.path("from").asLong(),
                Replay.Order.valueOf(replay.path("order").asText(Replay.Order.ORIGINAL.name())));
    }
}
