package dev.perennial.mixing.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Joins pieces, sorted by position and offset, into whole rows; a gap or an overlap is a defect and never passes. */
final class RowAssembly implements Iterator<Sequence> {
    private final Iterator<Piece> pieces;
    private final int rowBytes;
    private final int tokenBytes;
    private Piece next;

    RowAssembly(Iterator<Piece> pieces, int rowTokens, int tokenBytes) {
        this.pieces = pieces;
        this.rowBytes = rowTokens * tokenBytes;
        this.tokenBytes = tokenBytes;
        advance();
    }

    /** The file that the next row belongs to. */
    long nextFile() {
        return next.file();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Sequence next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        Piece first = next;
        ByteArrayOutputStream tokens = new ByteArrayOutputStream(rowBytes);
        List<Span> spans = new ArrayList<>();
        while (next != null && next.position() == first.position()) {
            if (next.offset() * tokenBytes != tokens.size() || next.origin() != first.origin()) {
                throw broken(next, tokens.size() / tokenBytes);
            }
            tokens.writeBytes(next.tokens());
            spans.addAll(next.unpackedSpans());
            advance();
        }
        if (tokens.size() != rowBytes) {
            throw broken(first, tokens.size() / tokenBytes);
        }
        return new Sequence(first.position(), first.part(), first.origin(), tokens.toByteArray(), spans);
    }

    private void advance() {
        next = pieces.hasNext() ? pieces.next() : null;
    }

    private static PerennialException broken(Piece piece, int filled) {
        return new PerennialException(
                ErrorCode.DEFECT,
                "Cannot assemble position " + piece.position() + " of the stream: the pieces do not fit, got " + filled
                        + " tokens before offset " + piece.offset() + " of part '" + piece.part() + "'.");
    }
}
