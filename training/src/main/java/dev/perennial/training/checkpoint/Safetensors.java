package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.WholeFile;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The safetensors format for float32: eight bytes of header length, a JSON header, then the tensors' bytes. The flat vector
 * of a {@link ParameterLayout} is the data section as it stands, so nothing is transposed or copied twice.
 */
public final class Safetensors {
    private static final int PIECE = 4 << 20;
    private static final long LONGEST_HEADER = 100L << 20;

    private Safetensors() {}

    /** A vector in the layout's order, whose tensors are stored under {@code prefix} + name. */
    public record Section(String prefix, ByteBuffer vector) {}

    /** Writes a whole file or nothing. */
    public static void write(Path file, Configuration hadoop, ParameterLayout layout, List<Section> sections)
            throws IOException {
        try (WholeFile whole = WholeFile.replacing(file.getFileSystem(hadoop), file)) {
            OutputStream out = whole.stream();
            byte[] header = header(layout, sections);
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Section section : sections) {
                copy(section.vector(), out);
            }
            whole.commit();
        }
    }

    /** Reads every tensor of the layout into the vectors, by name; a missing or misshapen one is an error. */
    public static void read(Path file, Configuration hadoop, ParameterLayout layout, List<Section> sections) {
        try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
            long length = file.getFileSystem(hadoop).getFileStatus(file).getLen();
            long headerLength = readHeaderLength(in, length, file);
            byte[] text = new byte[(int) headerLength];
            in.readFully(text);
            JsonNode header = Json.read(new String(text, StandardCharsets.UTF_8), JsonNode.class, file.toString());
            long data = Long.BYTES + headerLength;
            TreeMap<Long, Long> ranges = new TreeMap<>();
            for (Section section : sections) {
                for (Tensor tensor : layout.tensors()) {
                    String name = section.prefix() + tensor.name();
                    long offset = offset(header.path(name), tensor, name, length - data, file);
                    claim(ranges, offset, offset + tensor.length() * Float.BYTES, name, file);
                    in.seek(data + offset);
                    fill(in, section.vector(), tensor);
                }
            }
        } catch (FileNotFoundException e) {
            throw corrupt(file, "the file is gone", e);
        } catch (EOFException e) {
            throw corrupt(file, "it ends early", e);
        } catch (IOException e) {
            throw corrupt(file, e.getMessage(), e);
        }
    }

    private static long readHeaderLength(FSDataInputStream in, long fileLength, Path file) throws IOException {
        byte[] prefix = new byte[Long.BYTES];
        in.readFully(prefix);
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length <= 0 || length > LONGEST_HEADER || length > fileLength - Long.BYTES) {
            throw corrupt(file, "its header claims " + length + " bytes of " + fileLength, null);
        }
        return length;
    }

    private static long offset(JsonNode entry, Tensor tensor, String name, long dataLength, Path file) {
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        boolean shaped = entry.path("shape").equals(Json.tree(tensor.shape()));
        boolean fits = from >= 0 && to <= dataLength && to - from == tensor.length() * Float.BYTES;
        if (!"F32".equals(entry.path("dtype").asText()) || !shaped || !fits) {
            throw corrupt(
                    file,
                    "tensor '" + name + "' is " + (entry.isMissingNode() ? "missing" : entry.toString())
                            + ", expected F32 of shape " + tensor.shape(),
                    null);
        }
        return from;
    }

    /** Bytes belong to one tensor only. */
    private static void claim(TreeMap<Long, Long> ranges, long from, long to, String name, Path file) {
        Map.Entry<Long, Long> before = ranges.lowerEntry(to);
        if (before != null && before.getValue() > from) {
            throw corrupt(file, "tensor '" + name + "' overlaps another", null);
        }
        ranges.put(from, to);
    }

    private static void fill(FSDataInputStream in, ByteBuffer vector, Tensor tensor) throws IOException {
        ByteBuffer target = vector.duplicate().clear();
        target.position(Math.toIntExact(tensor.offset() * Float.BYTES));
        byte[] piece = new byte[PIECE];
        long left = tensor.length() * Float.BYTES;
        while (left > 0) {
            int count = (int) Math.min(piece.length, left);
            in.readFully(piece, 0, count);
            target.put(piece, 0, count);
            left -= count;
        }
    }

    private static byte[] header(ParameterLayout layout, List<Section> sections) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (Section section : sections) {
            for (Tensor tensor : layout.tensors()) {
                long end = offset + tensor.length() * Float.BYTES;
                header.put(
                        section.prefix() + tensor.name(),
                        Map.of("dtype", "F32", "shape", tensor.shape(), "data_offsets", List.of(offset, end)));
                offset = end;
            }
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        // The format wants the data aligned; spaces pad the header.
        byte[] padded = new byte[(json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES];
        java.util.Arrays.fill(padded, (byte) ' ');
        System.arraycopy(json, 0, padded, 0, json.length);
        return padded;
    }

    private static void copy(ByteBuffer vector, OutputStream out) throws IOException {
        ByteBuffer left = vector.duplicate().clear();
        byte[] piece = new byte[PIECE];
        while (left.hasRemaining()) {
            int count = Math.min(piece.length, left.remaining());
            left.get(piece, 0, count);
            out.write(piece, 0, count);
        }
    }

    private static PerennialException corrupt(Path file, String reason, Exception cause) {
        return new PerennialException(
                ErrorCode.CORRUPT_ARTEFACT,
                "Cannot read '" + file + "': " + reason + ". Remove its folder and run again.",
                cause);
    }
}
