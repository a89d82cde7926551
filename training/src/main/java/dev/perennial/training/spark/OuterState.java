package dev.perennial.training.spark;

import dev.perennial.training.round.Nesterov;
import dev.perennial.training.round.OuterStep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What an outer step keeps from round to round. Each executor has the slice it owns: of the round's start, and of the velocity, whose
 * other slices it knows only after {@link #complete}.
 */
final class OuterState {
    private final OuterStep step;
    private final Exchange exchange;
    private final ByteBuffer velocity;
    private final ByteBuffer start;

    OuterState(OuterStep step, Exchange exchange, ByteBuffer parameters) {
        this.step = step;
        this.exchange = exchange;
        boolean keeps = step instanceof Nesterov;
        this.velocity = keeps ? direct(parameters.capacity()) : null;
        this.start = keeps ? direct(exchange.owned(parameters).capacity()) : null;
    }

    /** The whole vector, to load and to save; none for a plain average. */
    Optional<ByteBuffer> velocity() {
        return Optional.ofNullable(velocity);
    }

    void begin(ByteBuffer parameters) {
        if (start != null) {
            start.duplicate().clear().put(exchange.owned(parameters));
        }
    }

    /** Turns the owned slice of the average into the next round's start. */
    void apply(ByteBuffer average) {
        if (step instanceof Nesterov nesterov) {
            nesterov.apply(start, exchange.owned(average), exchange.owned(velocity));
        }
    }

    /** Gathers the velocity for a checkpoint: all executors call it after the same rounds. */
    void complete() throws IOException {
        if (velocity != null) {
            exchange.share(velocity);
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
