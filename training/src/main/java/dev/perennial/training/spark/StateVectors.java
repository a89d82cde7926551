package dev.perennial.training.spark;

import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.vector.NormKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A model's trainable state as three flat vectors of float32 in native order: parameters, and Adam's first and second moments.
 */
record StateVectors(ByteBuffer parameters, ByteBuffer firstMoment, ByteBuffer secondMoment) {

    static StateVectors allocate(int parameterBytes) {
        return new StateVectors(direct(parameterBytes), direct(parameterBytes), direct(parameterBytes));
    }

    /** Those of a replica, shared with it. */
    static StateVectors of(Replica replica) {
        long length = replica.parameters().length();
        return new StateVectors(
                replica.parameters().slice(0, length),
                replica.firstMoments().slice(0, length),
                replica.secondMoments().slice(0, length));
    }

    List<ByteBuffer> all() {
        return List.of(parameters, firstMoment, secondMoment);
    }

    int bytes() {
        return parameters.capacity();
    }

    void copyFrom(StateVectors source) {
        for (int i = 0; i < all().size(); i++) {
            all().get(i).duplicate().clear().put(source.all().get(i).duplicate().clear());
        }
    }

    /** Multiplies by a worker's weight in the average. */
    void scale(float factor) {
        all().forEach(vector -> scale(vector, factor));
    }

    /** Adds element by element; this is the left operand. */
    void add(StateVectors right) {
        for (int i = 0; i < all().size(); i++) {
            add(all().get(i), right.all().get(i));
        }
    }

    static void add(ByteBuffer into, ByteBuffer right) {
        NormKernel.addScaled(into, right, 1);
    }

    private static void scale(ByteBuffer vector, float factor) {
        if (factor != 1) {
            NormKernel.scale(vector, factor);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
