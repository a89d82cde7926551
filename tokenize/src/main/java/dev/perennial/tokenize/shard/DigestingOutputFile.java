package dev.perennial.tokenize.shard;

import dev.perennial.conf.Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Computes the SHA-256 of a Parquet file while it is written, so that a manifest can vouch for its bytes. The tail is held back
 * until the end, when its footer is put in order.
 */
final class DigestingOutputFile implements OutputFile {
    private static final long BLOCK = 64L << 20;

    /** What is held back at least: room for the footer of thousands of row groups. */
    private static final int TAIL = 1 << 20;

    private final OutputStream out;
    private final MessageDigest digest = Fingerprint.newSha256();
    private long written;

    DigestingOutputFile(OutputStream out) {
        this.out = out;
    }

    /** Call once the file is closed. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Call once the file is closed. */
    long bytes() {
        return written;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return new Digesting();
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return new Digesting();
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return BLOCK;
    }

    private final class Digesting extends PositionOutputStream {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean open = true;

        @Override
        public long getPos() {
            return written + held.size();
        }

        @Override
        public void write(int value) throws IOException {
            held.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            held.write(bytes, offset, length);
            if (held.size() > 4 * TAIL) {
                byte[] all = held.toByteArray();
                pass(all, all.length - TAIL);
                held.reset();
                held.write(all, all.length - TAIL, TAIL);
            }
        }

        @Override
        public void close() throws IOException {
            if (!open) {
                return;
            }
            open = false;
            byte[] tail = FooterOrder.apply(held.toByteArray());
            pass(tail, tail.length);
        }

        private void pass(byte[] bytes, int length) throws IOException {
            out.write(bytes, 0, length);
            digest.update(bytes, 0, length);
            written += length;
        }
    }
}
