package dev.perennial.mixing.spark;

import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.Span;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the documents of a corpus into the pieces of a stream's sequences.
 *
 * <p>The corpus is one long text, documents in shard order with an end-of-text token after each; sequence s of it is the
 * tokens [s*T, s*T + T + 1). A keyed permutation a pass decides at which index of its part a sequence is taken, and the slot
 * plan at which position of the stream that is.
 *
 * @param part index of the corpus in the slot plan
 * @param taken sequences that the stream takes from this part
 * @param orders a permutation for every pass over the corpus
 */
record FreshPieces(
        SlotPlan slots,
        int part,
        long available,
        long taken,
        List<Permutation> orders,
        int context,
        int endOfText,
        TokenWidth width,
        long rowsPerFile)
        implements Serializable {

    /** The pieces of a document whose first token stands at {@code start} of the corpus's long text. */
    List<Piece> of(ShardDocument document, long start) {
        long end = start + document.length() + 1;
        long first = Math.max(0, (start - 1) / context);
        List<Piece> pieces = new ArrayList<>();
        byte[] tokens = null;
        for (long sequence = first; sequence < available && sequence * context < end; sequence++) {
            for (int pass = 0; pass < orders.size(); pass++) {
                long index = pass * available + orders.get(pass).apply(sequence);
                if (index < taken) {
                    tokens = tokens == null ? withEndOfText(document) : tokens;
                    add(pieces, document, tokens, start, end, sequence, slots.slot(part, index));
                }
            }
        }
        return pieces;
    }

    private void add(
            List<Piece> pieces,
            ShardDocument document,
            byte[] tokens,
            long start,
            long end,
            long sequence,
            long position) {
        long from = Math.max(start, sequence * context);
        long to = Math.min(end, sequence * context + context + 1);
        if (from >= to) {
            return;
        }
        int inDocument = (int) (from - start);
        int length = (int) (to - from);
        byte[] cut = Arrays.copyOfRange(tokens, inDocument * width.bytes(), (inDocument + length) * width.bytes());
        byte[] span = Span.packAll(List.of(new Span(document.id(), inDocument, length)));
        pieces.add(new Piece(
                position / rowsPerFile,
                position,
                (int) (from - sequence * context),
                slots.names().get(part),
                sequence,
                cut,
                span));
    }

    private byte[] withEndOfText(ShardDocument document) {
        byte[] tokens = Arrays.copyOf(document.tokens(), document.tokens().length + width.bytes());
        byte[] end = width.pack(new int[] {endOfText}, 0, 1);
        System.arraycopy(end, 0, tokens, document.tokens().length, width.bytes());
        return tokens;
    }
}
