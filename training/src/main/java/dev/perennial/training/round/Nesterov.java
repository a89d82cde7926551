package dev.perennial.training.round;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * DiLoCo's outer step (Douillard et al. 2023, algorithm 1): the way from the round's start to the average is the gradient of a gradient
 * descent with Nesterov momentum, as PyTorch's SGD has it. Adam's moments are averaged as ever.
 *
 * @param rate of the outer step, 1 for the whole way
 * @param momentum what is kept of the velocity from round to round
 */
public record Nesterov(@Default("0.7") double rate, @Default("0.9") double momentum) implements OuterStep {
    public Nesterov {
        require(rate > 0, "rate", rate, "above 0");
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 or more and below 1");
    }

    /**
     * Turns the average into the next round's start, and moves the velocity; float by float, so that it does not matter how the vectors
     * are cut. All are of one length, in native order.
     */
    public void apply(ByteBuffer start, ByteBuffer average, ByteBuffer velocity) {
        FloatBuffer starts = floats(start);
        FloatBuffer parameters = floats(average);
        FloatBuffer velocities = floats(velocity);
        float outerRate = (float) rate;
        float kept = (float) momentum;
        for (int i = 0; i < starts.capacity(); i++) {
            float gradient = starts.get(i) - parameters.get(i);
            float moved = kept * velocities.get(i) + gradient;
            velocities.put(i, moved);
            parameters.put(i, starts.get(i) - outerRate * (gradient + kept * moved));
        }
    }

    private static FloatBuffer floats(ByteBuffer vector) {
        return vector.duplicate().clear().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static void require(boolean fits, String name, double got, String expected) {
        if (!fits) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan an outer step: " + name + " is out of range, got " + got + ", expected " + expected
                            + ".");
        }
    }
}
