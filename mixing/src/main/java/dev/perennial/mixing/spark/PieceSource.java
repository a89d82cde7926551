package dev.perennial.mixing.spark;

import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.StreamFormat;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What one task of a mix reads: a shard of a corpus, or a file of the replayed stream. */
sealed interface PieceSource extends Serializable {
    Iterator<Piece> open(Configuration hadoop);

    static List<PieceSource> ofCorpus(Corpus corpus, FreshPieces cut) {
        List<PieceSource> sources = new ArrayList<>();
        long start = 0;
        for (ShardSummary shard : corpus.shards(Split.TRAIN)) {
            sources.add(new Shard(new Path(corpus.folder(), shard.file().path()).toString(), start, cut));
            start += shard.packedTokens();
        }
        return sources;
    }

    static List<PieceSource> ofStream(TokenStream stream, SlotPlan slots, int part, long from, long taken) {
        List<PieceSource> sources = new ArrayList<>();
        for (long file = from / stream.rowsPerFile(); file * stream.rowsPerFile() < from + taken; file++) {
            sources.add(new StreamFile(stream, file, slots, part, from, taken));
        }
        return sources;
    }

    /** A shard whose first token stands at {@code start} of the corpus. */
    record Shard(String path, long start, FreshPieces cut) implements PieceSource {
        @Override
        public Iterator<Piece> open(Configuration hadoop) {
            AtomicLong position = new AtomicLong(start);
            return new LazyPieces<>(
                    ShardFormat.open(new Path(path), hadoop),
                    document -> cut.of(document, position.getAndAdd(document.length() + 1L)));
        }
    }

    /** The rows of one file of the earlier stream that are replayed; row {@code from + i} becomes element i of the part. */
    record StreamFile(TokenStream stream, long file, SlotPlan slots, int part, long from, long taken)
            implements PieceSource {
        @Override
        public Iterator<Piece> open(Configuration hadoop) {
            Path path = new Path(stream.folder(), StreamFormat.file(file));
            return new LazyPieces<>(StreamFormat.open(path, hadoop, from, from + taken), row -> List.of(piece(row)));
        }

        private Piece piece(Sequence row) {
            long position = slots.slot(part, row.position() - from);
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
}
