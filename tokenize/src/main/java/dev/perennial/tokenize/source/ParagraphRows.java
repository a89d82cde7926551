package dev.perennial.tokenize.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Documents of plain text with blank lines between them, each at its first line. */
final class ParagraphRows implements Rows {
    private final LineReader lines;
    private final String distribution;
    private final int maximum;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    ParagraphRows(InputStream in, String distribution, int maximum) {
        this.lines = new LineReader(in, maximum);
        this.distribution = distribution;
        this.maximum = maximum;
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        text.reset();
        long first = 0;
        boolean tooLong = false;
        while (true) {
            LineReader.Found found = lines.advance();
            boolean apart = found == LineReader.Found.END || found == LineReader.Found.LINE && lines.isBlank();
            if (!apart) {
                first = first == 0 ? lines.number() : first;
                tooLong = tooLong || found == LineReader.Found.TOO_LONG || !append();
            } else if (first > 0) {
                return Optional.of(row(first, tooLong));
            } else if (found == LineReader.Found.END) {
                return Optional.empty();
            }
        }
    }

    /** Adds the line, unless the document becomes too long: then nothing is held of it. */
    private boolean append() {
        if ((long) text.size() + lines.length() + 1 > maximum) {
            text.reset();
            return false;
        }
        if (text.size() > 0) {
            text.write('\n');
        }
        text.write(lines.bytes(), 0, lines.length());
        return true;
    }

    private SourceRow row(long first, boolean tooLong) {
        if (tooLong) {
            return new Rejected(
                    first,
                    RejectReason.TOO_LONG,
                    "Cannot read the document at line " + first + ": it is too long, expected at most " + maximum
                            + " bytes.");
        }
        byte[] bytes = text.toByteArray();
        int malformed = Utf8.firstMalformed(bytes, 0, bytes.length);
        if (malformed >= 0) {
            return new Rejected(
                    first,
                    RejectReason.INVALID_UTF8,
                    String.format(
                            "Cannot read the document at line %d: byte %d of it is not UTF-8, got 0x%02x.",
                            first, malformed + 1, bytes[malformed]));
        }
        if (Utf8.isBlank(bytes)) {
            return new Rejected(
                    first, RejectReason.EMPTY, "Cannot read the document at line " + first + ": the text is empty.");
        }
        return new Document(first, bytes, distribution);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    @Override
    public long line() {
        return lines.number();
    }
}
