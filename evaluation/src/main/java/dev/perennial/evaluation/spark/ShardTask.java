package dev.perennial.evaluation.spark;

import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.PackedWindows;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.dl4j.InferenceModel;
import dev.perennial.training.kernel.Backend;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** One Spark task of an evaluation: a checkpoint, loaded once, on the validation shards of one corpus. */
record ShardTask(
        Checkpoint checkpoint,
        String distribution,
        List<String> shards,
        TokenWidth width,
        int endOfText,
        int batch,
        Backend backend)
        implements Serializable {

    Loss run(Configuration hadoop) throws IOException {
        double nats = 0;
        long tokens = 0;
        long bytes = 0;
        long documents = 0;
        try (InferenceModel model = InferenceModel.load(checkpoint, hadoop, backend)) {
            for (String shard : shards) {
                PackedWindows windows =
                        new PackedWindows(checkpoint.model().context(), batch, endOfText, model::losses);
                try (RecordSource<ShardDocument> rows = ShardFormat.open(new Path(shard), hadoop)) {
                    for (ShardDocument each = rows.next(); each != null; each = rows.next()) {
                        windows.add(width.unpack(each.tokens()));
                        bytes += each.bytes();
                        documents++;
                    }
                }
                nats += windows.finish();
                tokens += windows.tokens();
            }
        }
        return new Loss(checkpoint.name(), distribution, nats, tokens, bytes, documents);
    }
}
