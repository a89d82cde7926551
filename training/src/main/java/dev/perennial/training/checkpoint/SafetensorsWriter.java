package dev.perennial.training.checkpoint;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Writes a safetensors file in one pass, its tensors in the order that was announced; whole, or not at all. */
final class SafetensorsWriter implements AutoCloseable {
    private final WholeFile whole;
    private final DigestOutputStream out;
    private final FloatFormat format;
    private final ByteBuffer stored;

    /** What will be written under a name. */
    record Announced(String name, List<Integer> shape) {
        long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }
    }

    SafetensorsWriter(Path file, Configuration hadoop, FloatFormat format, List<Announced> tensors) throws IOException {
        this.format = format;
        this.stored = ByteBuffer.allocate(SafetensorsReader.PIECE * format.bytes());
        this.whole = WholeFile.replacing(file.getFileSystem(hadoop), file);
        this.out = new DigestOutputStream(whole.stream(), Fingerprint.newSha256());
        byte[] header = header(format, tensors);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
    }

    private static byte[] header(FloatFormat format, List<Announced> tensors) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (Announced tensor : tensors) {
            long end = Math.addExact(offset, Math.multiplyExact(tensor.elements(), (long) format.bytes()));
            header.put(
                    tensor.name(),
                    Map.of(
                            "dtype",
                            format.headerName(),
                            "shape",
                            tensor.shape(),
                            "data_offsets",
                            List.of(offset, end)));
            offset = end;
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        // The format wants the data aligned; spaces pad the header.
        byte[] padded = Arrays.copyOf(json, (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Appends numbers, given as the bits of singles in the buffer's byte order. */
    void append(ByteBuffer singles) throws IOException {
        while (singles.hasRemaining()) {
            int count = Math.min(singles.remaining(), SafetensorsReader.PIECE * Float.BYTES);
            ByteBuffer piece = singles.slice(singles.position(), count).order(singles.order());
            stored.clear();
            format.encode(piece, stored);
            out.write(stored.array(), 0, stored.position());
            singles.position(singles.position() + count);
        }
    }

    /** Puts the file in its place; returns the SHA-256 of its bytes in hexadecimal digits. */
    String finish() throws IOException {
        whole.commit();
        return HexFormat.of().formatHex(out.getMessageDigest().digest());
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }
}
