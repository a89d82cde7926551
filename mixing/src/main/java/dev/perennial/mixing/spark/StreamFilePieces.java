package dev.perennial.mixing.spark;

import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.RowProof;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The rows of one file of an earlier stream that are replayed. */
record StreamFilePieces(TokenStream stream, long file, SlotPlan slots, int part, RowProof.Earlier earlier, long taken)
        implements PieceSource {

    /** Of all files that hold a row that is replayed; when they are shuffled, that may be any. */
    static List<PieceSource> of(ReplaySupply supply, SlotPlan slots, int part, long taken) {
        TokenStream stream = supply.stream();
        RowProof.Earlier earlier = supply.earlier();
        List<PieceSource> sources = new ArrayList<>();
        for (long file = earlier.from() / stream.rowsPerFile();
                file * stream.rowsPerFile() < earlier.end(taken);
                file++) {
            sources.add(new StreamFilePieces(stream, file, slots, part, earlier, taken));
        }
        return sources;
    }

    @Override
    public Iterator<Piece> open(Configuration hadoop) {
        Path path = new Path(stream.folder(), StreamFormat.file(file));
        return new LazyRows<>(StreamFormat.open(path, hadoop, earlier.from(), earlier.end(taken)), this::pieces);
    }

    private List<Piece> pieces(Sequence row) {
        long index = earlier.index(row.position());
        return index < taken ? List.of(piece(row, slots.slot(part, index))) : List.of();
    }

    private Piece piece(Sequence row, long position) {
        return new Piece(
                position / StreamFormat.rowsPerFile(stream.context()),
                position,
                0,
                slots.names().get(part),
                row.position(),
                row.tokens(),
                Span.packAll(row.spans()));
    }
}
