package dev.perennial.mixing.spark;

import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A part of a sequence on its way through the shuffle: tokens that start at {@code offset} within the row at {@code position}.
 */
record Piece(long file, long position, int offset, String part, long origin, byte[] tokens, byte[] spans)
        implements Serializable {
    static final StructType SCHEMA = new StructType()
            .add("file", DataTypes.LongType, false)
            .add("position", DataTypes.LongType, false)
            .add("offset", DataTypes.IntegerType, false)
            .add("part", DataTypes.StringType, false)
            .add("origin", DataTypes.LongType, false)
            .add("tokens", DataTypes.BinaryType, false)
            .add("spans", DataTypes.BinaryType, false);

    Row row() {
        return RowFactory.create(file, position, offset, part, origin, tokens, spans);
    }

    static Piece of(Row row) {
        return new Piece(
                row.getLong(0),
                row.getLong(1),
                row.getInt(2),
                row.getString(3),
                row.getLong(4),
                row.getAs(5),
                row.getAs(6));
    }

    /** As a row, though perhaps not a whole one. */
    Sequence sequence() {
        return new Sequence(position, part, origin, tokens, unpackedSpans());
    }

    List<Span> unpackedSpans() {
        return Span.unpackAll(spans);
    }
}
