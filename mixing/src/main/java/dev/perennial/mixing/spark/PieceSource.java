package dev.perennial.mixing.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** What one task of a mix reads: a shard of a corpus, or a file of a replayed stream. */
sealed interface PieceSource extends Serializable permits ShardPieces, StreamFilePieces {
    Iterator<Piece> open(Configuration hadoop);
}
