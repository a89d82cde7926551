package dev.perennial.training.kernel.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Loads and stores vectors by the index of a float: the one place that knows how JDK 17 reaches off-heap memory. */
final class Lanes {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int COUNT = SPECIES.length();
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    static FloatVector load(ByteBuffer floats, int index) {
        return FloatVector.fromByteBuffer(SPECIES, floats, index << 2, ORDER);
    }

    static void store(FloatVector vector, ByteBuffer floats, int index) {
        vector.intoByteBuffer(floats, index << 2, ORDER);
    }

    static FloatVector load(float[] floats, int index) {
        return FloatVector.fromArray(SPECIES, floats, index);
    }

    /** Adds {@code vector} to the sums from {@code index} on. */
    static void accumulate(FloatVector vector, float[] sums, int index) {
        load(sums, index).add(vector).intoArray(sums, index);
    }

    static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    static float single(ByteBuffer floats, int index) {
        return floats.getFloat(index << 2);
    }

    static void single(ByteBuffer floats, int index, float value) {
        floats.putFloat(index << 2, value);
    }
}
