package dev.perennial.tokenize.source;

import dev.perennial.tokenize.EightBytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts bytes into lines that are never longer than a maximum, so that one hostile line cannot take the memory of a task. */
final class LineReader implements Closeable {
    /** What {@link #advance} found. */
    enum Found {
        LINE,
        TOO_LONG,
        END
    }

    private static final long LINE_ENDS = EightBytes.all((byte) '\n');

    private final InputStream in;
    private final int maximum;
    private final long end;
    private final byte[] chunk = new byte[1 << 17];
    private long chunkStart;
    private int position;
    private int limit;
    private byte[] line = new byte[1 << 16];
    private int length;
    private boolean tooLong;
    private long number;

    /** Reads lines from the stream's first byte to its last. */
    LineReader(InputStream in, int maximum) {
        this.in = in;
        this.maximum = maximum;
        this.end = Long.MAX_VALUE;
    }

    /** Reads the lines that begin in the range. The stream must stand one byte before it, or at the file's beginning. */
    LineReader(InputStream in, int maximum, FileRange range) throws IOException {
        this.in = in;
        this.maximum = maximum;
        this.end = range.to();
        this.number = range.linesBefore();
        if (range.from() > 0) {
            this.chunkStart = range.from() - 1;
            // The line that reaches into the range belongs to the one before; if a line end stands there, this skips it
            // alone.
            nextLine();
        }
    }

    /** Goes to the next line; the bytes of the last one are then overwritten. */
    Found advance() throws IOException {
        return chunkStart + position < end ? nextLine() : Found.END;
    }

    private Found nextLine() throws IOException {
        number++;
        length = 0;
        tooLong = false;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int start = position;
            position = endOfLine();
            append(start, position);
            if (position < limit) {
                position++;
                return found();
            }
        }
        return any ? found() : Found.END;
    }

    /** Where the next line end stands in the chunk, or the chunk's end. */
    private int endOfLine() {
        int end = position;
        while (end + Long.BYTES <= limit) {
            int before = EightBytes.leadingNonZero(EightBytes.at(chunk, end) ^ LINE_ENDS);
            end += before;
            if (before < Long.BYTES) {
                return end;
            }
        }
        while (end < limit && chunk[end] != '\n') {
            end++;
        }
        return end;
    }

    private Found found() {
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (number == 1) {
            int mark = Utf8.byteOrderMark(line, length);
            length -= mark;
            System.arraycopy(line, mark, line, 0, length);
        }
        return tooLong ? Found.TOO_LONG : Found.LINE;
    }

    private void append(int from, int to) {
        long wanted = (long) length + to - from;
        if (wanted > maximum) {
            tooLong = true;
            length = 0;
        }
        if (tooLong) {
            return;
        }
        if (wanted > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(maximum, Math.max(wanted, 2L * line.length)));
        }
        System.arraycopy(chunk, from, line, length, to - from);
        length += to - from;
    }

    private boolean fill() throws IOException {
        chunkStart += limit;
        position = 0;
        limit = Math.max(0, in.read(chunk));
        return limit > 0;
    }

    /** The bytes of the line, from zero to {@link #length()}. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    /** Whether the line holds nothing but spaces. */
    boolean isBlank() {
        for (int index = 0; index < length; index++) {
            byte value = line[index];
            if (value != ' ' && value != '\t' && value != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The number of the line that is being read, from 1. */
    long number() {
        return number;
    }
}
