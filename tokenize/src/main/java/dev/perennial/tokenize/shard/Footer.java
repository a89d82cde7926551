package dev.perennial.tokenize.shard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Puts the lists of a Parquet footer in order. The library writes the encodings of a column in the order of a hash set of enum
 * constants, which differs from one JVM to the next, and equal rows must give equal bytes.
 */
final class Footer {
    /** The footer's length as int32, and PAR1. */
    private static final int TRAILER = Integer.BYTES + 4;

    private Footer() {}

    /** The bytes that end a Parquet file, with the footer among them in order; as long as before. */
    static byte[] ordered(byte[] tail) throws IOException {
        int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - TRAILER);
        int start = tail.length - TRAILER - length;
        if (start < 0) {
            throw new IOException("a footer of " + length + " bytes is longer than was kept: " + tail.length);
        }
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(tail, start, length));
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk column : group.getColumns()) {
                column.getMeta_data().getEncodings().sort(Comparator.naturalOrder());
            }
        }
        if (footer.isSetKey_value_metadata()) {
            footer.getKey_value_metadata().sort(Comparator.comparing(KeyValue::getKey));
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream(length);
        Util.writeFileMetaData(footer, written);
        byte[] ordered = tail.clone();
        System.arraycopy(written.toByteArray(), 0, ordered, start, length);
        return ordered;
    }
}
