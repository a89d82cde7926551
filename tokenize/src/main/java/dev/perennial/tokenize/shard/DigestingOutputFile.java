package dev.perennial.tokenize.shard;

import dev.perennial.conf.Fingerprint;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Computes the SHA-256 of a Parquet file while it is written, so that a manifest can vouch for its bytes. */
final class DigestingOutputFile implements OutputFile {
    private static final long BLOCK = 64L << 20;

    private final FileSystem files;
    private final Path path;
    private final MessageDigest digest = Fingerprint.newSha256();
    private long written;

    DigestingOutputFile(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /** Call once the file is closed. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    long bytes() {
        return written;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        return new Digesting(files.create(path, false));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return new Digesting(files.create(path, true));
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
        private final FSDataOutputStream out;

        Digesting(FSDataOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return written;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            digest.update((byte) value);
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            digest.update(bytes, offset, length);
            written += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
