package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a safetensors file says it holds, believed only once it all fits the file: types, shapes and offsets agree, and the tensors fill
 * the data end to end. So whoever reads by it allocates what is there, and never what a number claims.
 *
 * @param dataStart where the tensors' bytes begin in the file
 */
record SafetensorsHeader(long dataStart, Map<String, Entry> tensors) {
    private static final String METADATA = "__metadata__";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
            .build();

    private static final Map<String, Integer> BYTES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("U8", 1),
            Map.entry("I8", 1),
            Map.entry("F8_E5M2", 1),
            Map.entry("F8_E4M3", 1),
            Map.entry("I16", 2),
            Map.entry("U16", 2),
            Map.entry("F16", 2),
            Map.entry("BF16", 2),
            Map.entry("I32", 4),
            Map.entry("U32", 4),
            Map.entry("F32", 4),
            Map.entry("F64", 8),
            Map.entry("I64", 8),
            Map.entry("U64", 8));

    /** One tensor; its bytes are [from, to) of the data. */
    record Entry(String type, List<Long> shape, long from, long to) {
        @Override
        public String toString() {
            return type + " of shape " + shape;
        }
    }

    /** An error of the caller's, from a reason. */
    interface Refusal extends Function<String, RuntimeException> {}

    static SafetensorsHeader parse(byte[] text, long dataStart, long dataLength, Refusal refuse) {
        Map<String, Entry> tensors = new LinkedHashMap<>();
        tree(text, refuse).fields().forEachRemaining(field -> {
            if (!field.getKey().equals(METADATA)) {
                tensors.put(field.getKey(), entry(field.getKey(), field.getValue(), refuse));
            }
        });
        checkOffsets(tensors, dataLength, refuse);
        return new SafetensorsHeader(dataStart, tensors);
    }

    private static JsonNode tree(byte[] text, Refusal refuse) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || !tree.isObject()) {
                throw refuse.apply("its header is not a JSON object");
            }
            return tree;
        } catch (IOException e) {
            String message = e.getMessage();
            throw refuse.apply("its header is not the JSON it should be: "
                    + message.lines().findFirst().orElse(""));
        }
    }

    private static Entry entry(String name, JsonNode node, Refusal refuse) {
        String type = node.path("dtype").asText();
        Integer bytes = BYTES.get(type);
        JsonNode offsets = node.path("data_offsets");
        boolean whole = bytes != null && node.path("shape").isArray() && offsets.isArray() && offsets.size() == 2;
        List<Long> shape = new ArrayList<>();
        for (JsonNode size : node.path("shape")) {
            whole &= isCount(size);
            shape.add(size.asLong());
        }
        for (JsonNode offset : offsets) {
            whole &= isCount(offset);
        }
        Entry entry = new Entry(
                type,
                List.copyOf(shape),
                offsets.path(0).asLong(),
                offsets.path(1).asLong());
        if (!whole || entry.to() < entry.from() || entry.to() - entry.from() != size(shape, bytes)) {
            throw refuse.apply("tensor '" + name + "' does not add up: " + node);
        }
        return entry;
    }

    private static boolean isCount(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong() && number.asLong() >= 0;
    }

    /** Bytes of a shape; -1, which no range has, if there are more than a long counts. */
    private static long size(List<Long> shape, long bytes) {
        long size = bytes;
        try {
            for (long length : shape) {
                size = Math.multiplyExact(size, length);
            }
            return size;
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private static void checkOffsets(Map<String, Entry> tensors, long dataLength, Refusal refuse) {
        List<Map.Entry<String, Entry>> inOrder = new ArrayList<>(tensors.entrySet());
        inOrder.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> each) -> each.getValue().from())
                .thenComparingLong(each -> each.getValue().to()));
        long end = 0;
        for (Map.Entry<String, Entry> each : inOrder) {
            long from = each.getValue().from();
            if (from != end) {
                throw refuse.apply("tensor '" + each.getKey() + "' "
                        + (from < end ? "overlaps another" : "leaves a hole before it") + ", it begins at " + from
                        + ", expected " + end);
            }
            end = each.getValue().to();
        }
        if (end != dataLength) {
            throw refuse.apply("its tensors end at byte " + end + " of " + dataLength + " of data");
        }
    }

    /** The tensors in the order of their bytes. */
    List<String> namesInOrder() {
        return tensors.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, Entry> each) -> each.getValue().from()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
