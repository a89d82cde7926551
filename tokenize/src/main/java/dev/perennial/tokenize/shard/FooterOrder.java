package dev.perennial.tokenize.shard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.Util;

/**
 * Puts the footer of a Parquet file in one order. Parquet lists a column's encodings as its hash set of enum constants holds
 * them, whose order differs from JVM to JVM, so that equal rows would not have equal bytes.
 */
final class FooterOrder {
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    /** After the footer: its length and the magic word. */
    private static final int TRAILER_BYTES = Integer.BYTES + MAGIC.length;

    private FooterOrder() {}

    /** The last bytes of a file, footer included, with the footer in order; as they are, if writing was given up before it. */
    static byte[] apply(byte[] tail) throws IOException {
        int end = tail.length - TRAILER_BYTES;
        if (end < 0 || !Arrays.equals(tail, tail.length - MAGIC.length, tail.length, MAGIC, 0, MAGIC.length)) {
            return tail;
        }
        int length = ByteBuffer.wrap(tail, end, Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        if (length > end) {
            throw new IOException("its footer has " + length + " bytes, expected at most " + end);
        }
        byte[] footer = ordered(Arrays.copyOfRange(tail, end - length, end));
        ByteBuffer ordered = ByteBuffer.allocate(end - length + footer.length + TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        ordered.put(tail, 0, end - length).put(footer).putInt(footer.length);
        return ordered.put(tail, end + Integer.BYTES, Integer.BYTES).array();
    }

    private static byte[] ordered(byte[] footer) throws IOException {
        FileMetaData file = Util.readFileMetaData(new ByteArrayInputStream(footer));
        file.getRow_groups().stream()
                .flatMap(group -> group.getColumns().stream())
                .forEach(column ->
                        column.getMeta_data().getEncodings().sort(Comparator.comparingInt(Encoding::getValue)));
        if (file.isSetKey_value_metadata()) {
            file.getKey_value_metadata().sort(Comparator.comparing(KeyValue::getKey));
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream(footer.length);
        Util.writeFileMetaData(file, written);
        return written.toByteArray();
    }
}
