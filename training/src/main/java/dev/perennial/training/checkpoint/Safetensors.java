package dev.perennial.training.checkpoint;

import dev.perennial.training.checkpoint.SafetensorsHeader.Entry;
import dev.perennial.training.checkpoint.SafetensorsReader.Sink;
import dev.perennial.training.checkpoint.SafetensorsWriter.Announced;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The safetensors format for float32: eight bytes of header length, a JSON header, then the tensors' bytes. The flat vector
 * of a {@link ParameterLayout} is the data section as it stands, so nothing is transposed or copied twice.
 */
public final class Safetensors {
    private Safetensors() {}

    /** A vector in the layout's order, whose tensors are stored under {@code prefix} + name. */
    public record Section(String prefix, ByteBuffer vector) {}

    /** Writes a whole file or nothing; returns the SHA-256 of its bytes in hexadecimal digits. */
    public static String write(Path file, Configuration hadoop, ParameterLayout layout, List<Section> sections)
            throws IOException {
        List<Announced> tensors = new ArrayList<>();
        for (Section section : sections) {
            for (Tensor tensor : layout.tensors()) {
                tensors.add(new Announced(section.prefix() + tensor.name(), tensor.shape()));
            }
        }
        try (SafetensorsWriter writer = new SafetensorsWriter(file, hadoop, FloatFormat.FP32, tensors)) {
            for (Section section : sections) {
                writer.append(section.vector().duplicate().clear().order(ByteOrder.nativeOrder()));
            }
            return writer.finish();
        }
    }

    /** Reads every tensor of the layout into the vectors, by name; a missing or misshapen one is an error. */
    public static void read(Path file, Configuration hadoop, ParameterLayout layout, List<Section> sections) {
        read(file, hadoop, layout, sections, null);
    }

    /**
     * The same, and compares the bytes with what is known of them.
     *
     * @param sha256 of the file, in hexadecimal digits, or null
     */
    public static void read(
            Path file, Configuration hadoop, ParameterLayout layout, List<Section> sections, String sha256) {
        try (SafetensorsReader reader = SafetensorsReader.open(file, hadoop)) {
            Map<String, ByteBuffer> targets = new HashMap<>();
            for (Section section : sections) {
                for (Tensor tensor : layout.tensors()) {
                    String name = section.prefix() + tensor.name();
                    check(name, tensor, reader);
                    targets.put(name, range(section.vector(), tensor));
                }
            }
            reader.readAll(name -> into(targets.get(name)), sha256);
        }
    }

    private static Sink into(ByteBuffer target) {
        return target == null ? ignored -> {} : target::put;
    }

    private static ByteBuffer range(ByteBuffer vector, Tensor tensor) {
        return vector.duplicate()
                .clear()
                .slice(Math.toIntExact(tensor.offset() * Float.BYTES), Math.toIntExact(tensor.length() * Float.BYTES));
    }

    private static void check(String name, Tensor tensor, SafetensorsReader reader) {
        Entry entry = reader.tensors().get(name);
        Entry expected = new Entry(FloatFormat.FP32.headerName(), longs(tensor), 0, 0);
        if (entry == null || !entry.toString().equals(expected.toString())) {
            throw SafetensorsReader.corrupt(
                    reader.file(),
                    "tensor '" + name + "' is " + (entry == null ? "missing" : entry) + ", expected " + expected,
                    null);
        }
    }

    static List<Long> longs(Tensor tensor) {
        return tensor.shape().stream().map(Integer::longValue).toList();
    }
}
