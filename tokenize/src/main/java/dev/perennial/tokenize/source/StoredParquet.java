package dev.perennial.tokenize.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A stored file as Parquet's reader wants it; a failing store throws unchecked, so that it is never taken for a damaged file. */
record StoredParquet(FSDataInputStream stored, long length) implements InputFile {
    @Override
    public long getLength() {
        return length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new DelegatingSeekableInputStream(new FailingUnchecked(stored)) {
            @Override
            public long getPos() {
                try {
                    return stored.getPos();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void seek(long position) {
                try {
                    stored.seek(position);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static final class FailingUnchecked extends FilterInputStream {
        FailingUnchecked(FSDataInputStream stored) {
            super(stored);
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            try {
                return in.read(into, offset, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
