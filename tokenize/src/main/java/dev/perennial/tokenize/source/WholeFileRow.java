package dev.perennial.tokenize.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The single row of a file of plain text. */
final class WholeFileRow implements Rows {
    private final InputStream in;
    private final String distribution;
    private final int maximum;
    private boolean done;

    WholeFileRow(InputStream in, String distribution, int maximum) {
        this.in = in;
        this.distribution = distribution;
        this.maximum = maximum;
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        if (done) {
            return Optional.empty();
        }
        byte[] bytes = in.readNBytes(maximum);
        boolean tooLong = in.read() >= 0;
        done = true;
        return Optional.of(tooLong ? tooLong() : row(bytes));
    }

    private SourceRow row(byte[] bytes) {
        int malformed = Utf8.firstMalformed(bytes, 0, bytes.length);
        if (malformed >= 0) {
            return new Rejected(
                    1,
                    RejectReason.INVALID_UTF8,
                    String.format(
                            "Cannot read the file: byte %d is not UTF-8, got 0x%02x.",
                            malformed + 1, bytes[malformed]));
        }
        byte[] text = Arrays.copyOfRange(bytes, Utf8.byteOrderMark(bytes, bytes.length), bytes.length);
        if (Utf8.isBlank(text)) {
            return new Rejected(1, RejectReason.EMPTY, "Cannot read the file: the text is empty.");
        }
        return new Document(1, text, distribution);
    }

    private Rejected tooLong() {
        return new Rejected(
                1,
                RejectReason.TOO_LONG,
                "Cannot read the file: it is too long, expected at most " + maximum + " bytes.");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    @Override
    public long line() {
        return 1;
    }
}
