package dev.perennial.tokenize.shard;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes the single fields of a Parquet row. */
public final class Fields {
    private Fields() {}

    public static void add(RecordConsumer row, String name, int index, long value) {
        row.startField(name, index);
        row.addLong(value);
        row.endField(name, index);
    }

    public static void add(RecordConsumer row, String name, int index, int value) {
        row.startField(name, index);
        row.addInteger(value);
        row.endField(name, index);
    }

    public static void add(RecordConsumer row, String name, int index, double value) {
        row.startField(name, index);
        row.addDouble(value);
        row.endField(name, index);
    }

    public static void add(RecordConsumer row, String name, int index, String value) {
        row.startField(name, index);
        row.addBinary(Binary.fromString(value));
        row.endField(name, index);
    }

    public static void add(RecordConsumer row, String name, int index, byte[] value) {
        row.startField(name, index);
        row.addBinary(Binary.fromConstantByteArray(value));
        row.endField(name, index);
    }
}
