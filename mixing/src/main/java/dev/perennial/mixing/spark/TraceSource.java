package dev.perennial.mixing.spark;

import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.RowProof;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.Split;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What one task of a proof reads. */
sealed interface TraceSource extends Serializable {
    Iterator<Trace> open(Configuration hadoop);

    /** What the plan takes from a shard or a file of an earlier stream, cut as the build cuts it. */
    record Planned(PieceSource source, int tokenBytes) implements TraceSource {
        @Override
        public Iterator<Trace> open(Configuration hadoop) {
            Tracer tracer = new Tracer(tokenBytes);
            Iterable<Piece> pieces = () -> source.open(hadoop);
            return StreamSupport.stream(pieces.spliterator(), false)
                    .flatMap(piece -> tracer.of(piece).stream())
                    .iterator();
        }
    }

    /** A file of the stream as it stands. */
    record Built(RowProof proof, TokenStream stream, long file) implements TraceSource {
        @Override
        public Iterator<Trace> open(Configuration hadoop) {
            return new StreamFileTraces(proof, stream, file, hadoop);
        }
    }

    /** The documents of a shard, and whether they are held out. */
    record Documents(String path, Split split) implements TraceSource {
        @Override
        public Iterator<Trace> open(Configuration hadoop) {
            Trace.Kind kind =
                    switch (split) {
                        case TRAIN -> Trace.Kind.TRAINED;
                        case VALIDATION -> Trace.Kind.HELD;
                    };
            return new LazyRows<>(
                    ShardFormat.openWithoutTokens(new Path(path), hadoop),
                    document -> List.of(Trace.document(document.id(), kind, document.domain())));
        }
    }
}
