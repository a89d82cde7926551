package dev.perennial.mixing.spark;

import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.packing.Stretch;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts the documents of a text into the pieces of a stream's sequences. A keyed permutation a pass decides at which index of its
 * part a sequence is taken, and the slot plan at which position of the stream that is.
 *
 * @param part index of the text in the slot plan
 * @param sequences of the text in one pass
 * @param skipped sequences of the text's order that stand before the first one taken
 * @param taken sequences that the stream takes from this part
 * @param orders a permutation for every pass over the text
 */
record FreshPieces(
        SlotPlan slots,
        int part,
        long sequences,
        long skipped,
        long taken,
        List<Permutation> orders,
        int endOfText,
        TokenWidth width,
        long rowsPerFile)
        implements Serializable {

    /** The pieces of a document that stands in these places. */
    List<Piece> of(ShardDocument document, List<Stretch> places) {
        List<Piece> pieces = new ArrayList<>();
        byte[] tokens = null;
        for (Stretch place : places) {
            for (long position : positions(place.sequence())) {
                tokens = tokens == null ? withEndOfText(document) : tokens;
                pieces.add(piece(document, tokens, place, position));
            }
        }
        return pieces;
    }

    /** Where the tokens of a document in these places stand, which need not be read for that. */
    List<Lineage.Use> uses(List<Stretch> places) {
        List<Lineage.Use> uses = new ArrayList<>();
        for (Stretch place : places) {
            for (long position : positions(place.sequence())) {
                uses.add(new Lineage.Use(position, slots.names().get(part), place.from(), place.length()));
            }
        }
        return uses;
    }

    /** The positions of the stream that hold a sequence of the text, one at most for each pass. */
    private long[] positions(long sequence) {
        return IntStream.range(0, orders.size())
                .mapToLong(pass -> pass * sequences + orders.get(pass).apply(sequence) - skipped)
                .filter(index -> index >= 0 && index < taken)
                .map(index -> slots.slot(part, index))
                .toArray();
    }

    private Piece piece(ShardDocument document, byte[] tokens, Stretch place, long position) {
        byte[] cut = Arrays.copyOfRange(
                tokens, place.from() * width.bytes(), (place.from() + place.length()) * width.bytes());
        return new Piece(
                position / rowsPerFile,
                position,
                place.offset(),
                slots.names().get(part),
                place.sequence(),
                followed(cut, place.padding()),
                Span.packAll(List.of(new Span(document.id(), place.from(), place.length()))));
    }

    private byte[] withEndOfText(ShardDocument document) {
        return followed(document.tokens(), 1);
    }

    /** Tokens with so many ends of text after them. */
    private byte[] followed(byte[] tokens, int ends) {
        if (ends == 0) {
            return tokens;
        }
        int[] after = new int[ends];
        Arrays.fill(after, endOfText);
        byte[] packed = width.pack(after, 0, ends);
        byte[] joined = Arrays.copyOf(tokens, tokens.length + packed.length);
        System.arraycopy(packed, 0, joined, tokens.length, packed.length);
        return joined;
    }
}
