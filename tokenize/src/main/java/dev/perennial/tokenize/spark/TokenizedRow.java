package dev.perennial.tokenize.spark;

import dev.perennial.conf.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A document, or the rejection of one, on its way through the shuffle.
 *
 * @param shard where it goes; {@link #REJECTED} for rejections
 * @param hash the first 16 bytes of the SHA-256 of the text: equal texts meet in one shard, next to each other
 * @param domain of a document; of a rejection, its code
 * @param reason of a rejection; of a document, empty
 */
record TokenizedRow(
        int shard,
        byte[] hash,
        String source,
        long line,
        String domain,
        long bytes,
        int length,
        byte[] tokens,
        String reason) {
    static final int REJECTED = -1;
    static final int HASH_BYTES = 16;
    static final StructType SCHEMA = new StructType()
            .add("shard", DataTypes.IntegerType, false)
            .add("hash", DataTypes.BinaryType, false)
            .add("source", DataTypes.StringType, false)
            .add("line", DataTypes.LongType, false)
            .add("domain", DataTypes.StringType, false)
            .add("bytes", DataTypes.LongType, false)
            .add("length", DataTypes.IntegerType, false)
            .add("tokens", DataTypes.BinaryType, false)
            .add("reason", DataTypes.StringType, false);

    static byte[] hash(byte[] text) {
        return Arrays.copyOf(Fingerprint.sha256(text), HASH_BYTES);
    }

    /** The shard of a text: its hash's first 32 bits, scaled. So shards, read in order, are sorted by hash. */
    static int shard(byte[] hash, int shards) {
        long bits = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt());
        return (int) (bits * shards >>> Integer.SIZE);
    }

    Row row() {
        return RowFactory.create(shard, hash, source, line, domain, bytes, length, tokens, reason);
    }

    static TokenizedRow of(Row row) {
        return new TokenizedRow(
                row.getInt(0),
                row.getAs(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getLong(5),
                row.getInt(6),
                row.getAs(7),
                row.getString(8));
    }
}
