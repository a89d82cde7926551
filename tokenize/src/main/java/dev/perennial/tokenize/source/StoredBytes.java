package dev.perennial.tokenize.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The bytes of a stored file, buffered, with two promises that decompressors need.
 *
 * <p>{@link #available} is zero at the end of the file and only there: a gzip file of several members would otherwise end
 * after the first. And a failing store throws unchecked, so that it is never taken for a damaged archive.
 */
final class StoredBytes extends InputStream {
    private final InputStream stored;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;

    StoredBytes(InputStream stored) {
        this.stored = stored;
    }

    @Override
    public int available() {
        if (position == limit) {
            fill();
        }
        return limit - position;
    }

    @Override
    public int read() {
        return available() == 0 ? -1 : buffer[position++] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, available());
        if (count == 0) {
            return -1;
        }
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
    }

    private void fill() {
        try {
            position = 0;
            limit = Math.max(0, stored.read(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
