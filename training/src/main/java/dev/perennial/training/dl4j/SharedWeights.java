package dev.perennial.training.dl4j;

import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.model.ParameterLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights of checkpoints as the tasks of one executor share them: read once, freed when the last task has let go and another
 * model has come. Nobody writes to them.
 */
final class SharedWeights implements AutoCloseable {
    private static final Map<String, SharedWeights> LOADED = new HashMap<>();

    private final INDArray parameters;
    private int holders;

    private SharedWeights(INDArray parameters) {
        this.parameters = parameters;
    }

    /** The mean of the checkpoints' weights; of one, its own. */
    static SharedWeights of(List<Checkpoint> checkpoints, Configuration hadoop) {
        String key = checkpoints.stream().map(Checkpoint::folder).toList().toString();
        synchronized (LOADED) {
            SharedWeights weights = LOADED.get(key);
            if (weights == null) {
                freeIdle();
                weights = new SharedWeights(mean(checkpoints, hadoop));
                LOADED.put(key, weights);
            }
            weights.holders++;
            return weights;
        }
    }

    INDArray parameters() {
        return parameters;
    }

    @Override
    public void close() {
        synchronized (LOADED) {
            holders--;
        }
    }

    private static void freeIdle() {
        LOADED.values().removeIf(weights -> {
            boolean idle = weights.holders == 0;
            if (idle) {
                weights.parameters.close();
            }
            return idle;
        });
    }

    private static INDArray mean(List<Checkpoint> checkpoints, Configuration hadoop) {
        INDArray sum = read(checkpoints.get(0), hadoop);
        for (Checkpoint next : checkpoints.subList(1, checkpoints.size())) {
            try (INDArray parameters = read(next, hadoop)) {
                sum.addi(parameters);
            }
        }
        return checkpoints.size() == 1 ? sum : sum.divi(checkpoints.size());
    }

    private static INDArray read(Checkpoint checkpoint, Configuration hadoop) {
        ParameterLayout layout = ParameterLayout.of(checkpoint.model());
        INDArray parameters = Nd4j.createUninitialized(DataType.FLOAT, layout.total());
        Safetensors.read(
                new Path(checkpoint.folder(), Checkpoint.MODEL_FILE),
                hadoop,
                layout,
                List.of(new Safetensors.Section("", FloatMemory.of(parameters).slice(0, layout.total()))),
                checkpoint.hashes().get(Checkpoint.MODEL_FILE));
        return parameters;
    }
}
