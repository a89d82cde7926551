package dev.perennial.training.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import dev.perennial.training.model.GptNeoX;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rotary positions of {@code [batch, heads, context, headSize]} in plain ND4J, as Hugging Face's {@code rotate_half}. */
final class Nd4jRotary {
    private final int headSize;
    private final int rotated;
    private final INDArray cosines;
    private final INDArray sines;

    Nd4jRotary(GptNeoX model) {
        this.headSize = model.headSize();
        this.rotated = model.rotatedSize();
        float[] cosines = new float[model.context() * rotated];
        float[] sines = new float[model.context() * rotated];
        for (int i = 0; i < cosines.length; i++) {
            int pair = i % rotated % (rotated / 2);
            double angle = (i / rotated) * StrictMath.pow(model.rotaryBase(), -2.0 * pair / rotated);
            cosines[i] = (float) StrictMath.cos(angle);
            sines[i] = (float) StrictMath.sin(angle);
        }
        long[] shape = {1, 1, model.context(), rotated};
        this.cosines = rotated == 0 ? null : Nd4j.create(cosines, shape, 'c');
        this.sines = rotated == 0 ? null : Nd4j.create(sines, shape, 'c');
    }

    INDArray forward(INDArray heads) {
        return rotate(heads, 1);
    }

    INDArray backward(INDArray gradient) {
        return rotate(gradient, -1);
    }

    private INDArray rotate(INDArray heads, int direction) {
        if (rotated == 0) {
            return heads;
        }
        INDArray first = part(heads, 0, rotated / 2);
        INDArray second = part(heads, rotated / 2, rotated);
        INDArray turned = Nd4j.concat(3, second.neg(), first).muli(sines).muli(direction);
        INDArray result = part(heads, 0, rotated).mul(cosines).addi(turned);
        return rotated == headSize ? result : Nd4j.concat(3, result, part(heads, rotated, headSize));
    }

    private static INDArray part(INDArray heads, int from, int to) {
        return heads.get(all(), all(), all(), interval(from, to)).dup('c');
    }
}
