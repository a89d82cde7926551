package dev.perennial.mixing;

import dev.perennial.mixing.StreamConfiguration.Segment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stream's configuration as its manifest and its fingerprint have it. What is not used is not said, so that a plain mixture
 * keeps the fingerprint it had before there were nests, segments and packings.
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
}
