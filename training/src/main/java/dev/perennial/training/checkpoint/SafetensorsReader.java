package dev.perennial.training.checkpoint;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.checkpoint.SafetensorsHeader.Entry;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** An open safetensors file: its checked header, and its tensors piece by piece, so that a file of any size is read in little memory. */
final class SafetensorsReader implements AutoCloseable {
    /** Numbers of a piece. */
    static final int PIECE = 1 << 20;

    private static final long LONGEST_HEADER = 100L << 20;

    private final Path file;
    private final FSDataInputStream in;
    private final SafetensorsHeader header;
    private final byte[] headerText;

    private SafetensorsReader(Path file, FSDataInputStream in, SafetensorsHeader header, byte[] headerText) {
        this.file = file;
        this.in = in;
        this.header = header;
        this.headerText = headerText;
    }

    /** Takes the numbers of a tensor in order, as the bits of singles in native byte order. */
    interface Sink {
        void accept(ByteBuffer singles) throws IOException;
    }

    static SafetensorsReader open(Path file, Configuration hadoop) {
        FSDataInputStream in = null;
        try {
            in = file.getFileSystem(hadoop).open(file);
            long fileLength = file.getFileSystem(hadoop).getFileStatus(file).getLen();
            byte[] text = new byte[headerLength(in, fileLength, file)];
            in.readFully(text);
            long dataStart = Long.BYTES + (long) text.length;
            SafetensorsHeader header = SafetensorsHeader.parse(
                    text, dataStart, fileLength - dataStart, reason -> corrupt(file, reason, null));
            return new SafetensorsReader(file, in, header, text);
        } catch (IOException e) {
            close(in);
            throw failed(file, e);
        } catch (PerennialException e) {
            close(in);
            throw e;
        }
    }

    private static int headerLength(FSDataInputStream in, long fileLength, Path file) throws IOException {
        byte[] prefix = new byte[Long.BYTES];
        in.readFully(prefix);
        long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length <= 0 || length > LONGEST_HEADER || length > fileLength - Long.BYTES) {
            throw corrupt(file, "its header claims " + length + " bytes of " + fileLength, null);
        }
        return (int) length;
    }

    Path file() {
        return file;
    }

    Map<String, Entry> tensors() {
        return header.tensors();
    }

    /** Reads a tensor that {@link #tensors} has and that {@code format} fits. */
    void read(String name, FloatFormat format, Sink sink) {
        Entry entry = header.tensors().get(name);
        try {
            in.seek(header.dataStart() + entry.from());
            read(entry, format, sink, null);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Reads all tensors, in the file's order, to the sinks that {@code sinks} gives by name, and compares the file's SHA-256 if one is known. */
    void readAll(java.util.function.Function<String, Sink> sinks, String sha256) {
        MessageDigest digest = Fingerprint.newSha256();
        digest.update(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerText.length)
                .flip());
        digest.update(headerText);
        try {
            in.seek(header.dataStart());
            for (String name : header.namesInOrder()) {
                Entry entry = header.tensors().get(name);
                read(entry, FloatFormat.FP32, sinks.apply(name), digest);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
        String got = HexFormat.of().formatHex(digest.digest());
        if (sha256 != null && !sha256.equals(got)) {
            throw corrupt(
                    file,
                    "its bytes are not those that were written, got SHA-256 " + got + ", expected " + sha256,
                    null);
        }
    }

    private void read(Entry entry, FloatFormat format, Sink sink, MessageDigest digest) throws IOException {
        byte[] stored = new byte[PIECE * format.bytes()];
        ByteBuffer singles = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.nativeOrder());
        for (long left = entry.to() - entry.from(); left > 0; ) {
            int count = (int) Math.min(stored.length, left);
            in.readFully(stored, 0, count);
            if (digest != null) {
                digest.update(stored, 0, count);
            }
            singles.clear();
            format.decode(ByteBuffer.wrap(stored, 0, count), singles);
            sink.accept(singles.flip());
            left -= count;
        }
    }

    @Override
    public void close() {
        close(in);
    }

    private static void close(FSDataInputStream in) {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            // It was only read from.
            return;
        }
    }

    private static PerennialException failed(Path file, IOException e) {
        if (e instanceof FileNotFoundException) {
            return corrupt(file, "the file is gone", e);
        }
        return corrupt(file, e instanceof EOFException ? "it ends early" : e.getMessage(), e);
    }

    static PerennialException corrupt(Path file, String reason, Exception cause) {
        return new PerennialException(
                ErrorCode.CORRUPT_ARTEFACT,
                "Cannot read '" + file + "': " + reason
                        + ". If a run made it, remove its folder and run again; else get it anew.",
                cause);
    }
}
