package dev.perennial.mixing.spark;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a proof learns of a document, on its way to where all that concerns the document meets.
 *
 * @param document 16 bytes; of a {@link Kind#FAULT}, none
 * @param offset in tokens, within the sequence at {@code position}
 * @param origin of the sequence in its part
 * @param length in tokens
 * @param hash of all that a span says and of the tokens themselves
 * @param note a document's domain, or what is wrong
 */
record Trace(
        byte[] document,
        Kind kind,
        long position,
        int offset,
        String part,
        long origin,
        int length,
        long hash,
        String note)
        implements Serializable {

    /** In the order in which they meet. */
    enum Kind {
        /** A document to train on. */
        TRAINED,
        /** A document that is held out for validation. */
        HELD,
        /** A stretch of a document that the plan puts at a position. */
        PLANNED,
        /** A stretch of a document that a stream has at a position. */
        BUILT,
        /** A position that shows without any document that it is not as planned. */
        FAULT
    }

    static final String[] ORDER = {"document", "kind", "position", "offset"};

    static final StructType SCHEMA = new StructType()
            .add("document", DataTypes.BinaryType, false)
            .add("kind", DataTypes.IntegerType, false)
            .add("position", DataTypes.LongType, false)
            .add("offset", DataTypes.IntegerType, false)
            .add("part", DataTypes.StringType, false)
            .add("origin", DataTypes.LongType, false)
            .add("length", DataTypes.IntegerType, false)
            .add("hash", DataTypes.LongType, false)
            .add("note", DataTypes.StringType, false);

    static Trace document(byte[] id, Kind kind, String domain) {
        return new Trace(id, kind, 0, 0, "", 0, 0, 0, domain);
    }

    static Trace fault(long position, String message) {
        return new Trace(new byte[0], Kind.FAULT, position, 0, "", 0, 0, 0, message);
    }

    /** Tokens that are predicted: all but the first of a sequence. */
    long predicted() {
        return offset == 0 ? length - 1L : length;
    }

    Row row() {
        return RowFactory.create(document, kind.ordinal(), position, offset, part, origin, length, hash, note);
    }

    static Trace of(Row row) {
        return new Trace(
                row.getAs(0),
                Kind.values()[row.getInt(1)],
                row.getLong(2),
                row.getInt(3),
                row.getString(4),
                row.getLong(5),
                row.getInt(6),
                row.getLong(7),
                row.getString(8));
    }
}
