package dev.perennial.mixing.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Takes the traces of pieces and of rows: one for each span, whose hash covers its tokens and the padding behind them. */
final class Tracer {
    private final MessageDigest digest = Fingerprint.newSha256();
    private final ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES + 2 * Integer.BYTES);
    private final int tokenBytes;

    Tracer(int tokenBytes) {
        this.tokenBytes = tokenBytes;
    }

    List<Trace> of(Piece piece) {
        return of(Trace.Kind.PLANNED, piece.offset(), piece.sequence());
    }

    List<Trace> of(Sequence row) {
        return of(Trace.Kind.BUILT, 0, row);
    }

    private List<Trace> of(Trace.Kind kind, int offset, Sequence tokens) {
        List<Span> spans = tokens.spans();
        List<Trace> traces = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            int to = from + span.length() * tokenBytes;
            if (span.length() < 1 || to > tokens.tokens().length) {
                return List.of(Trace.fault(tokens.position(), "the spans do not fit the tokens"));
            }
            int end = i == spans.size() - 1 ? tokens.tokens().length : to;
            int at = offset + from / tokenBytes;
            traces.add(new Trace(
                    span.document(),
                    kind,
                    tokens.position(),
                    at,
                    tokens.part(),
                    tokens.origin(),
                    span.length(),
                    hash(span, at, tokens, from, end),
                    ""));
            from = to;
        }
        return traces.isEmpty() ? List.of(Trace.fault(tokens.position(), "no document is named")) : traces;
    }

    private long hash(Span span, int offset, Sequence tokens, int from, int end) {
        numbers.clear();
        numbers.putLong(tokens.position()).putLong(tokens.origin()).putLong(span.from());
        numbers.putInt(offset).putInt(span.length());
        digest.update(numbers.array());
        digest.update(tokens.part().getBytes(StandardCharsets.UTF_8));
        digest.update(span.document());
        digest.update(tokens.tokens(), from, end - from);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
