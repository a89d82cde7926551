package dev.perennial.tokenize.shard;

import dev.perennial.conf.Fingerprint;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Computes the SHA-256 of a Parquet file while it is written, so that a manifest can vouch for its bytes. */
final class DigestingOutputFile implements OutputFile {
    private static final long BLOCK = 64L << 20;

    /** More than a footer of ours takes: some kilobytes a row group, and a few dozen of them. */
    private static final int TAIL = 1 << 20;

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

    /** Holds back the last bytes, until the footer is whole and can be put in order. */
    private final class Digesting extends PositionOutputStream {
        private final FSDataOutputStream out;
        private final byte[] kept = new byte[2 * TAIL];
        private int count;

        Digesting(FSDataOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return written;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written += length;
            int from = offset;
            int left = length;
            while (left > 0) {
                if (count == kept.length) {
                    pass(TAIL);
                }
                int part = Math.min(left, kept.length - count);
                System.arraycopy(bytes, from, kept, count, part);
                count += part;
                from += part;
                left -= part;
            }
        }

        @Override
        public void close() throws IOException {
            byte[] tail = Footer.ordered(Arrays.copyOf(kept, count));
            out.write(tail);
            digest.update(tail);
            out.close();
        }

        private void pass(int length) throws IOException {
            out.write(kept, 0, length);
            digest.update(kept, 0, length);
            System.arraycopy(kept, length, kept, 0, count - length);
            count -= length;
        }
    }
}
